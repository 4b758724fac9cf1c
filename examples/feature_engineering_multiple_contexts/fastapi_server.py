"""The web service: the same features for one client, while he waits.

    uvicorn fastapi_server:app          # needs fastapi and uvicorn
    curl -X POST localhost:8000/score -H 'content-type: application/json' -d '{"age": 41, "orders": 30, "months_as_client": 12}'
"""

import json
from pathlib import Path

import features
import online_loader
from fastapi import FastAPI
from pydantic import BaseModel

from dagscope import driver

app = FastAPI()
dr = driver.Builder().with_modules(online_loader, features).build()
# The plan is made once; a request costs the calls of its functions.
score_one = dr.compile(["score", "is_regular"], inputs=["request", "batch_figures"])
figures = json.loads((Path(__file__).parent / "data" / "batch_figures.json").read_text())


class Client(BaseModel):
    """What a request says of a client."""

    age: float
    orders: int
    months_as_client: int


@app.post("/score")
def score(client: Client) -> dict[str, float | bool]:
    """The score of one client."""
    results = score_one({"request": client.model_dump(), "batch_figures": figures})
    return {"score": float(results["score"].iloc[0]), "is_regular": bool(results["is_regular"].iloc[0])}
