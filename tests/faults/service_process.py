"""The approval service in a process of its own: ``python -m tests.faults.service_process FOLDER PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

from approval.app import application, open_service
from approval.embedded import serve_until_stopped
from approval.settings import Settings

if __name__ == "__main__":
    service = open_service(Settings(data_dir=Path(sys.argv[1])))
    serve_until_stopped(application(service), "127.0.0.1", int(sys.argv[2]))
