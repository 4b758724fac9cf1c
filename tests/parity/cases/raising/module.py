def fails(x: int) -> int:
    raise KeyError("no such thing")


def after(fails: int) -> int:
    return fails
