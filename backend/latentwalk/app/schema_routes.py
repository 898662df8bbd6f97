"""HTTP: what a walk document may hold, for editors and other people's tools."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from latentwalk.geo.document.schema import walk_schema

CONTENT_TYPE = "application/schema+json"

router = APIRouter()


@router.get("/api/schema")
async def schema() -> JSONResponse:
    """Return the JSON Schema of a walk document."""
    return JSONResponse(dict(walk_schema()), media_type=CONTENT_TYPE)
