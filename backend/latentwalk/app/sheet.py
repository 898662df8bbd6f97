"""A walk's printable page: what it is, and the code that opens it on a phone."""

from html import escape
from io import BytesIO

import segno

from latentwalk.domain.walk import Hours, Walk
from latentwalk.domain.words import words_in

INK = "#14171d"
QUIET_ZONE = 4  # modules (ISO/IEC 18004)
# The look of mobile-web/src/ui/styles/tokens.css, on paper: ink on white, dusk's accents.
STYLE = """
:root{--ink:#14171d;--soft:#4a5460;--line:#bcc2cb;--glow:#9a6f5c;--west:#d98f7a;--east:#7fb8a4;
--north:#8fb0dc;--south:#c9b26a;
--voice:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif;
--plain:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
*{box-sizing:border-box}
body{margin:0;padding:1.5rem;background:#fff;color:var(--ink);font:1rem/1.5 var(--plain)}
main{max-width:44rem;margin:0 auto;display:grid;gap:1.5rem}
.tints{height:.5rem;print-color-adjust:exact;
background:linear-gradient(90deg,var(--west) 25%,var(--north) 25% 50%,
var(--east) 50% 75%,var(--south) 75%)}
h1{font:400 clamp(2rem,1.4rem + 3vw,3.4rem)/1.1 var(--voice);margin:0}
.words{font:1.25rem/1.45 var(--voice);margin:0;white-space:pre-line}
img.cover{width:100%;max-height:9cm;object-fit:cover;display:block}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0;list-style:none;
color:var(--soft)}
.door{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:1.5rem;align-items:center;
border-top:1px solid var(--line);padding-top:1.5rem}
.door svg{width:100%;height:auto;display:block}
.address{font:1rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
.door p{margin:0 0 .5rem}
footer{color:var(--soft);font-size:.875rem}
@page{margin:1.5cm}
@media print{body{padding:0}}
@media (max-width:34rem){.door{grid-template-columns:1fr}}
"""
WORDS = {
    "en": {
        "minutes": "about {} minutes",
        "step_free": "step-free",
        "steps": "there are steps",
        "hours": "open {} to {}",
        "sun": "by daylight",
        "code": "ask for the access code",
        "scan": "Put on headphones that let the street through. Scan the code.",
        "trust": "The first time, from this network: {}",
    },
    "fr": {
        "minutes": "environ {} minutes",
        "step_free": "sans marches",
        "steps": "il y a des marches",
        "hours": "ouvert de {} à {}",
        "sun": "de jour",
        "code": "demandez le code d’accès",
        "scan": "Mettez un casque qui laisse entendre la rue. Scannez le code.",
        "trust": "La première fois, depuis ce réseau : {}",
    },
}


def qr_svg(text: str) -> str:
    """Return the QR code of ``text`` as an SVG image, dark on white."""
    written = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        written, kind="svg", border=QUIET_ZONE, dark=INK, light="#fff", omitsize=True, xmldecl=False
    )
    return written.getvalue().decode()


def sheet(
    walk: Walk, address: str, trust: str | None, picture: str | None, asks_code: bool, language: str
) -> str:
    """Return the page of a walk.

    Args:
        walk: Which.
        address: What the code opens.
        trust: Where a phone that comes first learns to trust this server, if it must.
        picture: Where the cover's picture is served.
        asks_code: Whether the walk asks for a code.
        language: ``en`` or ``fr``.
    """
    say = WORDS[language]
    title = escape(words_in(walk.title, language))
    image = f'<img class="cover" alt="" src="{escape(picture)}">' if picture else ""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in _facts(walk, asks_code, language))
    first = f"<p>{escape(say['trust'].format(trust))}</p>" if trust else ""
    by = escape(words_in(walk.cover.attribution, language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main>"
        f'<div class="tints" aria-hidden="true"></div>{image}<h1>{title}</h1>'
        f'<p class="words">{escape(words_in(walk.description, language))}</p>'
        f'<ul class="facts">{facts}</ul>'
        f'<section class="door">{qr_svg(address)}<div><p>{escape(say["scan"])}</p>'
        f'<p class="address">{escape(address)}</p>{first}</div></section>'
        f"<footer>{by}</footer></main></body></html>"
    )


def _facts(walk: Walk, asks_code: bool, language: str) -> list[str]:
    say, cover = WORDS[language], walk.cover
    facts = []
    if cover.minutes is not None:
        facts.append(say["minutes"].format(cover.minutes))
    if cover.is_step_free is not None:
        facts.append(say["step_free" if cover.is_step_free else "steps"])
    hours = walk.hours
    if hours.from_minute != hours.to_minute:
        facts.append(say["hours"].format(*_clock_times(hours)))
    if hours.sun_deg is not None:
        facts.append(say["sun"])
    if asks_code:
        facts.append(say["code"])
    return facts


def _clock_times(hours: Hours) -> tuple[str, str]:
    times = (f"{m // 60:02d}:{m % 60:02d}" for m in (hours.from_minute, hours.to_minute))
    first, last = times
    return first, last
