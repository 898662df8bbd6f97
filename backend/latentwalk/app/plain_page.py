"""A page of a few words for what cannot be shown; it needs nothing else to load."""

from html import escape
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response

STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-content:center;padding:1.5rem;"
    "box-sizing:border-box;background:#23262b;color:#e8e6e1;font:1.1rem/1.5 system-ui,sans-serif}"
    "p{max-width:34rem;margin:.6rem 0}"
)


def plain_page(english: str, french: str, status_code: int) -> HTMLResponse:
    """Return a page that says the same in both languages."""
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Latentwalk</title>'
        f"<style>{STYLE}</style><main><p>{escape(english)}</p>"
        f'<p lang="fr">{escape(french)}</p></main></html>',
        status_code=status_code,
    )


def built_page(path: Path) -> Response:
    """Return a page of the client, or how to build it."""
    if path.is_file():
        return FileResponse(path)
    return plain_page(
        "This page is not built yet: run `make web` on the computer that runs Latentwalk.",
        "Page pas encore construite : lancez `make web` sur l’ordinateur de Latentwalk.",
        404,
    )
