from typing import Any, Dict

from hamilton.function_modifiers import extract_fields, parameterize, save_to, source, value


@save_to.json(path=source("total_path"), target_="totals", output_name_="totals_saved")
@extract_fields({"totals": dict, "names": list})
def parts(orders: dict) -> Dict[str, Any]:
    return {"totals": {k: sum(v) for k, v in orders.items()}, "names": sorted(orders)}


@save_to.file(path=source("text_path"), encoding=value("utf-8"))
def report(totals: dict, names: list) -> str:
    return "\n".join(f"{name}: {totals[name]} €" for name in names)


@parameterize(first={"index": value(0)}, last={"index": value(-1)})
def pick(names: list, index: int) -> str:
    """The name at {index}."""
    return names[index]
