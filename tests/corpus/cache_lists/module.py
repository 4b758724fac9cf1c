from hamilton.function_modifiers import cache


def raw(path: str) -> dict:
    return {"n": len(path)}


@cache(behavior="disable")
def never(raw: dict) -> int:
    return raw["n"] + 1


@cache(behavior="ignore")
def ignored(raw: dict) -> str:
    return "side"


def final(never: int, ignored: str) -> str:
    return f"{never} {ignored}"
