import dataclasses
from typing import Any, Collection, Dict, Tuple, Type

from hamilton import registry
from hamilton.function_modifiers import load_from, save_to, source, value
from hamilton.io.data_adapters import DataLoader, DataSaver

STORE: Dict[str, Any] = {"start": {"n": 1}, "text": "hello"}


@dataclasses.dataclass
class ShelfLoader(DataLoader):
    key: str
    default: Any = None

    @classmethod
    def applicable_types(cls) -> Collection[Type]:
        return [dict]

    @classmethod
    def name(cls) -> str:
        return "shelf"

    def load_data(self, type_: Type) -> Tuple[dict, Dict[str, Any]]:
        return STORE.get(self.key, self.default), {"key": self.key, "type": type_.__name__}


@dataclasses.dataclass
class ShelfTextLoader(DataLoader):
    key: str

    @classmethod
    def applicable_types(cls) -> Collection[Type]:
        return [str]

    @classmethod
    def name(cls) -> str:
        return "shelf"

    def load_data(self, type_: Type) -> Tuple[str, Dict[str, Any]]:
        return STORE[self.key], {"key": self.key}


@dataclasses.dataclass
class ShelfSaver(DataSaver):
    key: str

    @classmethod
    def applicable_types(cls) -> Collection[Type]:
        return [dict, int]

    @classmethod
    def name(cls) -> str:
        return "shelf"

    def save_data(self, data: Any) -> Dict[str, Any]:
        STORE[self.key] = data
        return {"stored": self.key}


for adapter in (ShelfLoader, ShelfTextLoader, ShelfSaver):
    registry.register_adapter(adapter)


@load_from.shelf(key=value("start"), inject_="begin")
@load_from.shelf(key="text", inject_="word")
def both(begin: dict, word: str) -> dict:
    return {**begin, "word": word}


@save_to.shelf(key=source("where"), output_name_="shelved")
def size(both: dict) -> int:
    return len(both)
