from typing import List, Optional, Tuple

import pandas as pd
from hamilton.function_modifiers import (
    config,
    dataloader,
    extract_fields,
    pipe_input,
    save_to,
    schema,
    source,
    step,
    subdag,
    tag,
)


def _inc(v: int, by: int = 1) -> int: return v + by
@tag(display_name='Nice name')
@config.when(k=1)
def a__x(x: int, z: int = 1) -> int: return x
@extract_fields({'p': int})
@pipe_input(step(_inc, by=source('w')))
def f(a: int) -> dict: return {'p': a}
def inner(p: int, q: int) -> int: return p
@subdag(inner, inputs={'p': source('p')})
def s(inner: int) -> List[int]: return [inner]
@dataloader()
def ld() -> Tuple[int, dict]: return 1, {}
@save_to.memory(output_name_='sv')
def b(ld: int, s: List[int]) -> Optional[int]: return 1
@schema.output(('c', 'int'))
def df(b: Optional[int]) -> pd.DataFrame: return pd.DataFrame()
