from typing import Any, Dict, Generic, List, Literal, Optional, Sequence, Union

import numpy as np
import pandas as pd

from hamilton.htypes import column


def ints() -> column[pd.Series, int]:
    return pd.Series([1, 2])


def halves(ints: column[pd.Series, int]) -> column[pd.Series, float]:
    return ints / 2


def plain(ints: pd.Series, halves: pd.Series) -> float:
    return float((ints + halves).sum())


def maybe(flag: bool) -> Optional[List[int]]:
    return [1] if flag else None


def counted(maybe: Optional[List[int]], mode: Literal["fast", "slow"] = "fast") -> Union[int, str]:
    return len(maybe) if maybe else mode


def anything(counted: Any) -> Dict[str, Any]:
    return {"value": counted}


def keys(anything: dict) -> Sequence[str]:
    return list(anything)


def array() -> np.ndarray:
    return np.arange(3)


def top(array: np.ndarray) -> int:
    return int(array.max())
