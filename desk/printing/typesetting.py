"""Typst fills the templates of assets/forms, in memory: neither data nor pictures touch the disk.

Pictures travel inside the data as lists of bytes: a file name would need a file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import segno
import typst

from desk.i18n import assets_dir
from desk.printing.joining import joined


class TypstPages:
    """Implements ports.printing.Typesetter."""

    def __init__(self, forms: Path | None = None, fonts: Path | None = None) -> None:
        self._forms = forms or assets_dir() / "forms"
        self._fonts = fonts or assets_dir() / "fonts"

    def has(self, template: str) -> bool:
        return self._file(template).is_file()

    def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        return self._compiled(template, data, "pdf")[0]

    def pictures(self, template: str, data: Mapping[str, Any]) -> list[bytes]:
        """The same pages as PNG, one after the other: to be looked at."""
        return self._compiled(template, data, "png")

    def joined(self, files: Sequence[bytes]) -> bytes:
        return joined(files)

    def code(self, text: str) -> bytes:
        out = io.BytesIO()
        segno.make(text, error="m", micro=False).save(out, kind="svg", border=2)
        return out.getvalue()

    @staticmethod
    def code_picture(text: str) -> bytes:
        out = io.BytesIO()
        segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=3)
        return out.getvalue()

    def _compiled(self, template: str, data: Mapping[str, Any], kind: Literal["pdf", "png"]) -> list[bytes]:
        made: Any = typst.compile(  # of several pages as PNG it gives a list, whatever its types say
            self._file(template),
            root=self._forms,
            font_paths=[self._fonts],
            ignore_system_fonts=True,
            format=kind,
            sys_inputs={"data": json.dumps(data, default=list)},
        )
        return made if isinstance(made, list) else [made]

    def _file(self, template: str) -> Path:
        return self._forms / f"{template}.typ"
