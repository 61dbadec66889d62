"""Templates become pages: the one door to typst. Implements ports.printing."""
