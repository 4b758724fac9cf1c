import asyncio

from hamilton.function_modifiers import tag


async def fetched(key: str) -> str:
    await asyncio.sleep(0)
    return key * 2


@tag(kind="sync")
def length(fetched: str) -> int:
    return len(fetched)


async def failing(length: int) -> int:
    raise RuntimeError(f"cannot go on with {length}")
