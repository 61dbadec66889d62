"""Several files become one, in memory: their pages go over as they were set."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject


def joined(files: Sequence[bytes]) -> bytes:
    """The pages of every file, in order; of one file, that file itself."""
    if len(files) == 1:
        return files[0]
    opened = [PdfReader(io.BytesIO(file)) for file in files]
    whole = PdfWriter()
    for each in opened:
        whole.append(each, import_outline=False)
    whole.metadata = opened[0].metadata
    whole.root_object[NameObject("/Lang")] = opened[0].root_object["/Lang"]
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()
