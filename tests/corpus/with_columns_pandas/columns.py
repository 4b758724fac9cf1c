import pandas as pd

from hamilton.function_modifiers import config


def cost(price: pd.Series, amount: pd.Series) -> pd.Series:
    return price * amount


@config.when(season="sale")
def rebate__sale(cost: pd.Series) -> pd.Series:
    return cost * 0.5


@config.when_not(season="sale")
def rebate__none(cost: pd.Series, usual_rebate: float = 0.0) -> pd.Series:
    return cost * usual_rebate


def doubled(cart: pd.DataFrame) -> pd.Series:
    return cart["price"] * 2
