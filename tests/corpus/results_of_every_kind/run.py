from typing import Any, Dict

import module

from hamilton import base, driver, lifecycle


class Joined(base.ResultMixin):
    @staticmethod
    def build_result(**outputs: Dict[str, Any]) -> Any:
        return " & ".join(sorted(outputs))


class Counted(lifecycle.ResultBuilder):
    def build_result(self, **outputs: Any) -> Any:
        return len(outputs)

    def output_type(self) -> type:
        return int


def build(*adapters):
    return driver.Builder().with_modules(module).with_adapters(*adapters).build()


print(build(Joined()).execute(["a", "total"]))
print(build(Counted()).execute(["a", "total", "b"]))
print(build(base.DictResult()).execute(["total"]))
print(build(base.PandasDataFrameResult()).execute(["a", "b", "total"]).to_csv())
print(build(base.PandasDataFrameResult()).execute(["frame"]).to_csv())
print(build(base.PandasDataFrameResult()).execute(["total"]).to_csv())
print(build(base.NumpyMatrixResult()).execute(["a", "b"]).tolist())
try:
    build(base.StrictIndexTypePandasDataFrameResult()).execute(["a", "c"])
except ValueError as error:
    print(str(error).splitlines()[0])
print(build(base.StrictIndexTypePandasDataFrameResult()).execute(["a", "b"]).to_csv())
try:
    build(Joined(), Counted())
except ValueError as error:
    print(str(error).split(".")[0])
