"""Flet's entry point: the same desk, from the same place, for `flet` tools and packagers."""

from practice.commands import main

if __name__ == "__main__":
    main()
