"""The list of routes as one plain page that asks nothing of any other server."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Every route with its promise; the whole contract is in /openapi.json."""
    contract: dict[str, Any] = request.app.openapi()
    rows = "".join(
        _row(method, path, operation)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    )
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(contract['info']['title'])}</title><h1>{escape(contract['info']['title'])}</h1>"
        f'<p><a href="/openapi.json">/openapi.json</a></p><table>{rows}</table></html>'
    )


def _row(method: str, path: str, operation: dict[str, Any]) -> str:
    promise = operation.get("description") or operation.get("summary") or ""
    return (
        f"<tr><td><code>{escape(method.upper())}</code></td>"
        f"<td><code>{escape(path)}</code></td><td>{escape(promise)}</td></tr>"
    )
