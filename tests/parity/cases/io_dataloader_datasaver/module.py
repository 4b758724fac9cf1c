from typing import Any, Dict, Tuple

from hamilton.function_modifiers import config, dataloader, datasaver, tag


@dataloader()
def numbers(n: int, start: int = 1) -> Tuple[list, dict]:
    """Some numbers."""
    return list(range(start, start + n)), {"n": n}


@tag(kind="loaded")
@dataloader()
def size(numbers: list) -> Tuple[int, Dict[str, Any]]:
    return len(numbers), {}


@config.when(mode=None)
@dataloader()
def doubled__plain(numbers: list) -> Tuple[list, dict]:
    return [2 * n for n in numbers], {"how": "plain"}


@datasaver()
def stored(numbers: list) -> dict:
    return {"stored": len(numbers)}
