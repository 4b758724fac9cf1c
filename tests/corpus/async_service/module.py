import asyncio
from typing import Dict

from hamilton.function_modifiers import extract_fields, pipe_input, step, tag


async def _fetched(key: str) -> Dict[str, int]:
    await asyncio.sleep(0)
    return {"amount": len(key), "weight": 2}


async def record(key: str) -> dict:
    return await _fetched(key)


async def _doubled(x: int) -> int:
    await asyncio.sleep(0)
    return x * 2


@extract_fields({"amount": int, "weight": int})
async def parts(record: dict) -> dict:
    await asyncio.sleep(0)
    return record


@pipe_input(step(_doubled))
def score(amount: int, weight: int) -> int:
    return amount * weight


@tag(kind="answer")
async def answer(score: int, record: dict) -> str:
    return f"{record['amount']} scores {score}"
