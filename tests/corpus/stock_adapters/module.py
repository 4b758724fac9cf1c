from hamilton.htypes import Collect, Parallelizable
from hamilton.lifecycle.default import accept_error_sentinels


def never() -> int:
    raise ValueError("never")


def reads_never(never: int) -> int:
    return never + 1


@accept_error_sentinels
def takes_never(never: int, fine: int) -> str:
    return f"{never} {fine}"


def fine() -> int:
    return 1


def wrong() -> int:
    return "text"


def reads_wrong(wrong: int) -> int:
    return 1


def items(fail_at: int) -> Parallelizable[int]:
    for i in range(4):
        if i == fail_at:
            raise ValueError("in the middle")
        yield i


def odd(items: int) -> int:
    if items == 1:
        raise ValueError("one")
    return items


def gathered(odd: Collect[int]) -> list:
    return list(odd)
