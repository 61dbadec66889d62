"""A running ODK Central, when the JSON file named by ODK_CENTRAL says where.

``{"url", "key", "project", "form", "version", "pids": [...], "idle_command": [...]}``: an app user's key, a
form with three image questions named photo1 to photo3, the process ids whose trees work for it, and a command
that ends with 0 once its own queue is empty, for its 201 comes before its work is done.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from approval_load import unique_photo
from approval_servers import cpu_of

SUBMISSIONS = 40


class Central:
    """One server, described by its file."""

    def __init__(self, described: dict[str, Any]) -> None:
        self._known = described
        self._address = (
            f"{described['url']}/v1/key/{described['key']}/projects/{described['project']}/submission"
        )

    @classmethod
    def compared(cls, ours_cpu_ms: float | None, say: Callable[..., None]) -> dict[str, float | None]:
        """Its processor time against ours; says so when there is none."""
        path = os.environ.get("ODK_CENTRAL", "")
        if not path:
            say("odk_central", skipped="ODK_CENTRAL names no file")
            return {"cpu_of_odk_central": None}
        theirs = cls(json.loads(Path(path).read_text(encoding="utf-8")))
        cpu_ms, rate = theirs.measured()
        say("odk_central", cpu_ms=round(cpu_ms, 2), rate=round(rate, 1))
        return {"cpu_of_odk_central": None if not ours_cpu_ms else round(cpu_ms / ours_cpu_ms, 1)}

    def measured(self) -> tuple[float, float]:
        """Processor milliseconds a submission and submissions a second, its own queue drained."""
        before, begun = cpu_of(self._known["pids"]), time.perf_counter()
        with httpx.Client(timeout=60) as client:
            for _ in range(SUBMISSIONS):
                client.post(self._address, files=self._form()).raise_for_status()
        while subprocess.run(self._known["idle_command"], check=False).returncode:
            time.sleep(0.1)
        seconds = time.perf_counter() - begun
        return 1000 * (cpu_of(self._known["pids"]) - before) / SUBMISSIONS, SUBMISSIONS / seconds

    def _form(self) -> dict[str, tuple[str, bytes, str]]:
        names = [f"photo{n}" for n in (1, 2, 3)]
        answers = "".join(f"<{name}>{name}.webp</{name}>" for name in names)
        xml = (
            f'<data id="{self._known["form"]}" version="{self._known["version"]}">'
            f"<meta><instanceID>uuid:{uuid.uuid4()}</instanceID></meta>{answers}</data>"
        )
        record = {"xml_submission_file": ("form.xml", xml.encode(), "text/xml")}
        return record | {f"{name}.webp": (f"{name}.webp", unique_photo(), "image/webp") for name in names}
