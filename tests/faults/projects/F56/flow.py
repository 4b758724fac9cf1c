def cyclic() -> list:
    made = [1]
    made.append(made)
    return made


def deep() -> list:
    made: list = []
    for _ in range(200_000):
        made = [made]
    return made


def keys() -> dict:
    return dict.fromkeys(range(1_000_000))


def digits() -> int:
    return 10**1_000_000


def text() -> str:
    return "x" * 100_000_000

def good() -> int:
    return 7
