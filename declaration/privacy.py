"""Personal values hide themselves: a repr, a log line or a traceback never shows a person's data."""

from __future__ import annotations


class Private:
    """Mixin for dataclasses declared with ``repr=False``: shows the type's name and nothing else."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__
