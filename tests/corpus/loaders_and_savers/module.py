import json
import os
from typing import Any, Dict, List, Tuple

from hamilton.function_modifiers import dataloader, datasaver, source, value


@dataloader()
def records(folder: str) -> Tuple[List[dict], Dict[str, Any]]:
    """Reads the records."""
    path = os.path.join(folder, "records.json")
    with open(path) as file:
        found = json.load(file)
    return found, {"count": len(found)}


def adults(records: List[dict], age_limit: int = 18) -> List[dict]:
    return [record for record in records if record["age"] >= age_limit]


@datasaver()
def saved(adults: List[dict], folder: str) -> dict:
    """Writes the adults."""
    with open(os.path.join(folder, "adults.json"), "w") as file:
        json.dump(adults, file)
    return {"written": len(adults)}
