import pandas as pd


def cells() -> pd.DataFrame:
    return pd.DataFrame({"a": [2**80, b"\xff", "\ud800", [1], None]}, dtype=object)


def large() -> int:
    return 2**63


def lone() -> str:
    return "\ud800"

def good() -> int:
    return 7
