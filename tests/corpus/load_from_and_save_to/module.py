from typing import Any, Dict

from hamilton.function_modifiers import extract_fields, load_from, save_to, source, value


@load_from.json(path=source("settings_path"))
def settings(raw: Dict[str, Any]) -> dict:
    return {**raw, "read": True}


@load_from.json(path=source("settings_path"), inject_="one")
@load_from.literal(value=value({"b": 2}), inject_="two")
def merged(one: Dict[str, Any], two: Dict[str, Any]) -> dict:
    return {**one, **two}


@save_to.json(path=source("out_path"), output_name_="saved_summary")
def summary(settings: dict, merged: dict) -> dict:
    return {"keys": sorted(settings), "merged": merged}
