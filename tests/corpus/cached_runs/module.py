from hamilton.function_modifiers import cache, tag

CALLS = []


def loaded(path: str) -> dict:
    CALLS.append("loaded")
    return {"rows": len(path)}


@cache(behavior="recompute")
def now(loaded: dict) -> int:
    CALLS.append("now")
    return loaded["rows"]


@cache(format="json")
def summary(loaded: dict, scale: int = 2) -> dict:
    CALLS.append("summary")
    return {"scaled": loaded["rows"] * scale}


def text(summary: dict, now: int) -> str:
    CALLS.append("text")
    return f"{summary} {now}"
