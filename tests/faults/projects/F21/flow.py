import itertools
import os
from pathlib import Path

SIGN = str(Path(__file__).parent.parent / "sign")


def bad() -> int:
    # The sign is made in the loop that hears nothing: before it, a Stop would be heard.
    return any(itertools.chain(map(os.mkdir, [SIGN]), itertools.repeat(None)))

def good() -> int:
    return 7
