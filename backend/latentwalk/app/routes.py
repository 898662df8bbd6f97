"""HTTP: what can be walked, which models sound, how the server is; and the door to /ws."""

import time
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, WebSocket
from pydantic import JsonValue
from starlette.requests import HTTPConnection

from latentwalk import __version__
from latentwalk.app.access import is_owner
from latentwalk.app.pool_health import pool_health
from latentwalk.app.room_health import model_room, room_health
from latentwalk.app.seen import SeenWalks
from latentwalk.app.server import Server
from latentwalk.engine.manifest import Manifest
from latentwalk.transport.websocket import serve_walker

router = APIRouter()
Json = dict[str, JsonValue]


def _server(request: Request) -> Server:
    server: Server = request.app.state.server
    return server


Running = Annotated[Server, Depends(_server)]


@router.get("/api/walks")
async def walks(server: Running) -> list[Json]:
    """List the walks, the default one first."""
    listing = server.library.listing()
    return sorted(listing, key=lambda walk: walk["id"] != server.front.walk_id)


@router.get("/api/walks/{walk_id}")
def walk(walk_id: str, request: Request) -> Json:  # no coroutine: it may open a draft
    """Return one walk as the client draws it."""
    return seen_walks(request).public(walk_id)


@router.get("/api/models")
def models(server: Running) -> list[Json]:
    """Return the card of every loaded model, then those that a draft may ask for."""
    loaded = [
        {**_card(m), "latent_size": server.models.latent_size(m.model.id), "is_loaded": True}
        for m in server.manifests
    ]
    others = [{**_card(manifest), "is_loaded": False} for manifest in server.models.others()]
    return [*loaded, *others]


@router.get("/api/health")
async def health(server: Running) -> Json:
    """Say how many walk and whether sound is healthy; never who or where."""
    pacer, counters = server.pacer, [wet.port.counters for wet in server.hall.wets]
    concealed = [session.client_concealed_ratio for session in server.registry.active]
    capacity, crowd = server.capacity(), server.registry.crowd(pacer.media_time_s())
    return {
        "version": __version__,
        "walkers": len(server.registry.active),
        **room_health(capacity, crowd, server.reception.waiting, server.front_models()),
        "ticks": pacer.number,
        "ticks_late": pacer.late,
        "ticks_skipped": pacer.skipped,
        "ticks_failed": server.turns_failed,
        "blocks": sum(c.blocks for c in counters),
        "blocks_missed": sum(c.missed for c in counters),
        "engine_restarts": sum(c.restarts for c in counters),
        "priors_refused": sum(c.prior_refused for c in counters),
        "priors_failed": sum(c.prior_failed for c in counters),
        "engine_call_p50_ms": round(max(c.call_time_p50_s for c in counters) * 1000.0, 2),
        "engine_call_p99_ms": round(max(c.call_time_p99_s for c in counters) * 1000.0, 2),
        "worst_concealed_ratio": max(concealed, default=0.0),
        "codec_jobs_dropped": server.codecs.dropped,
        "codec_restarts": server.codecs.restarts,
        "pools": [
            {**pool_health(wet.port), **model_room(wet.port, capacity, crowd)}
            for wet in server.hall.wets
        ],
        "event_loop_lag_p99_ms": round(server.lag.p99_ms(), 2),
        "cpu_s": round(time.process_time(), 3),
        "up_s": round(pacer.media_time_s(), 3),
    }


@router.websocket("/ws")
async def websocket(socket: WebSocket) -> None:
    """Carry one walker (PROTOCOL.md)."""
    if not _is_same_origin(socket):
        await socket.close()  # before accept: the browser sees HTTP 403
        return
    server: Server = socket.app.state.server
    await serve_walker(socket, replace(server.host, walks=seen_walks(socket)))


def seen_walks(asking: HTTPConnection) -> SeenWalks:
    """Return the walks as who asks may see them."""
    server: Server = asking.app.state.server
    is_theirs = is_owner(asking, asking.app.state.owner_pass)
    address = "" if asking.client is None else asking.client.host
    return SeenWalks(server.library, server.studio, server.codes, is_theirs, address)


def _is_same_origin(socket: WebSocket) -> bool:
    """Keep other sites' pages from using a walker's browser; programs send no Origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")


def _card(manifest: Manifest) -> Json:
    return {
        **manifest.model.model_dump(mode="json"),
        "training": manifest.training.model_dump(mode="json"),
        "people": manifest.people.model_dump(mode="json"),
        "sources": [source.model_dump(mode="json") for source in manifest.source],
    }
