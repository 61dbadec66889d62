"""The real service over TLS, in a process of its own: FOLDER PORT CERTIFICATE KEY."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from sync_tls import serve  # noqa: E402

from approval.app import application, open_service  # noqa: E402
from approval.embedded import server_config  # noqa: E402
from approval.settings import Settings  # noqa: E402

if __name__ == "__main__":
    folder, port, certificate, key = sys.argv[1:]
    app = application(open_service(Settings(data_dir=Path(folder))))
    serve(server_config(app, "0.0.0.0", int(port)), certificate, key)  # noqa: S104 - in a namespace of its own
