import pandas as pd

from hamilton.function_modifiers import extract_columns, load_from, save_to, source, value


@load_from.csv(path=source("sales_path"))
def sales(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(total=raw["price"] * raw["count"])


@extract_columns("price", "total")
def columns(sales: pd.DataFrame) -> pd.DataFrame:
    return sales[["price", "total"]]


@save_to.parquet(path=source("out_path"), output_name_="by_region_saved")
def by_region(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.groupby("region", as_index=False)["total"].sum()


@save_to.csv(path=source("csv_path"), index=value(True))
def ranked(by_region: pd.DataFrame) -> pd.DataFrame:
    return by_region.sort_values("total", ascending=False)


def mean_price(price: pd.Series) -> float:
    return float(price.mean())
