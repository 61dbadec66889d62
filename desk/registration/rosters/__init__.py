"""Lists of units: a file becomes people, and people become figures."""
