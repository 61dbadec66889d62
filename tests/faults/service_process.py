"""The approval service in a process of its own: ``python -m tests.faults.service_process FOLDER PORT [URL]``.

With a fourth argument its clock is off by that many seconds.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from approval.app import application, open_service
from approval.clock import system_clock
from approval.embedded import serve_until_stopped
from approval.outside import Outside
from approval.settings import Settings


def serve(folder: str, port: str, url: str = "", skew: str = "0") -> None:
    off = timedelta(seconds=float(skew))
    service = open_service(
        Settings(data_dir=Path(folder), database_url=url), Outside(clock=lambda: system_clock() + off)
    )
    serve_until_stopped(application(service), "127.0.0.1", int(port), service.feed.bells.close)


if __name__ == "__main__":
    serve(*sys.argv[1:])
