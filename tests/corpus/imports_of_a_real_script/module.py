import logging

import pandas as pd

logger = logging.getLogger(__name__)


def spend() -> pd.Series:
    logger.debug("spend")
    return pd.Series([10.0, 20.0])


def signups() -> pd.Series:
    return pd.Series([1, 4])


def cost(spend: pd.Series, signups: pd.Series) -> pd.Series:
    return spend / signups
