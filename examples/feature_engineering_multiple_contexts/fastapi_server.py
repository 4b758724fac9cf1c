"""The web service: the same features for one client, while he waits.

    uvicorn fastapi_server:app          # needs fastapi and uvicorn
    curl -X POST localhost:8000/score -H 'content-type: application/json' -d '{"age": 41, "orders": 30, "months_as_client": 12}'
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import features
import online_loader
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dagscope import driver

MOST_BYTES, MOST_SECONDS = 10_000, 5.0


class Limits:
    """Refuses bodies that are too large or come too slowly, before anything of them is read as JSON."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(_body(receive), MOST_SECONDS)
        except asyncio.TimeoutError:
            await JSONResponse({"detail": "the request came too slowly"}, 408)(scope, receive, send)
            return
        except _Gone:
            return
        if body is None:
            await JSONResponse({"detail": f"a request has at most {MOST_BYTES} bytes"}, 413)(scope, receive, send)
            return
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def read() -> Any:
            return next(parts, None) or await receive()

        await self.app(scope, read, send)


class _Gone(Exception):
    """The client went away: what came of its request is not the request."""


async def _body(receive: Any) -> bytes | None:
    """The whole body; None for one that is too large, of which no more is read."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return body


app = FastAPI()
app.add_middleware(Limits)
dr = driver.Builder().with_modules(online_loader, features).build()
# The plan is made once; a request costs the calls of its functions.
score_one = dr.compile(["score", "is_regular"], inputs=["request", "batch_figures"])
figures = json.loads((Path(__file__).parent / "data" / "batch_figures.json").read_text())


class Client(BaseModel):
    """What a request says of a client. Strictly: `true` is no age, and "30" no number."""

    model_config = ConfigDict(strict=True)

    age: float = Field(ge=0, le=150, allow_inf_nan=False)
    orders: int = Field(ge=0, le=1_000_000)
    months_as_client: int = Field(ge=0, le=1_800)


@app.exception_handler(RequestValidationError)
async def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong without repeating it: NaN, for one, is no JSON."""
    wrong = [{"where": [str(part) for part in item["loc"]], "what": item["msg"]} for item in error.errors()]
    return JSONResponse({"detail": wrong}, 422)


@app.post("/score")
def score(client: Client) -> dict[str, float | bool]:
    """The score of one client."""
    results = score_one({"request": client.model_dump(), "batch_figures": figures})
    return {"score": float(results["score"].iloc[0]), "is_regular": bool(results["is_regular"].iloc[0])}
