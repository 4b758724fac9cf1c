"""A loader and a saver of a project, registered by its own key."""
import dataclasses
from typing import Any, Collection, Dict, Tuple, Type

from hamilton import registry
from hamilton.io.data_adapters import DataLoader, DataSaver


@dataclasses.dataclass
class LinesLoader(DataLoader):
    path: str
    strip: bool = True

    @classmethod
    def applicable_types(cls) -> Collection[Type]:
        return [list]

    def load_data(self, type_: Type) -> Tuple[list, Dict[str, Any]]:
        with open(self.path) as file:
            lines = [line.strip() if self.strip else line for line in file]
        return lines, {"lines": len(lines)}

    @classmethod
    def name(cls) -> str:
        return "lines"


@dataclasses.dataclass
class LinesSaver(DataSaver):
    path: str

    @classmethod
    def applicable_types(cls) -> Collection[Type]:
        return [list]

    def save_data(self, data: list) -> Dict[str, Any]:
        with open(self.path, "w") as file:
            file.write("\n".join(map(str, data)))
        return {"saved": len(data)}

    @classmethod
    def name(cls) -> str:
        return "lines"


for adapter in (LinesLoader, LinesSaver):
    registry.register_adapter(adapter)
