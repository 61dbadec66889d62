"""Vietnamese typed for the fonts from before Unicode: recognised by all of a file's words, and turned."""
