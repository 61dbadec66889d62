"""For all tests: ``desk.capture`` first, so that numpy finds the thread setting that reading depends on.

With a thread for each core the reader's small matrices take ten times as long on a busy machine.
"""

from __future__ import annotations

import desk.capture  # noqa: F401
