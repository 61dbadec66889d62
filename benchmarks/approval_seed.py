"""The one seed of a run of approval_bench: its argument, or 1."""

from __future__ import annotations

import sys
from typing import Final

SEED: Final = int(sys.argv[1]) if len(sys.argv) > 1 else 1
