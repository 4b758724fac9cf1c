import logging

from hamilton import ad_hoc_utils, base, driver
from hamilton.plugins import h_logging, h_threadpool

logging.disable(logging.ERROR)


def a(x: int) -> int:
    return x + 1


def b(a: int) -> int:
    return a * 2


def c(a: int) -> int:
    return a * 3


def end(b: int, c: int) -> int:
    return b + c


def bad(end: int) -> int:
    raise ValueError("bad")


module = ad_hoc_utils.create_temporary_module(a, b, c, end, bad, module_name="threaded_functions")
dr = driver.Builder().with_modules(module).with_adapters(h_threadpool.FutureAdapter(max_workers=2)).build()
print(dr.execute(["end", "b", "x"], inputs={"x": 1}))
try:
    dr.execute(["bad"], inputs={"x": 1})
except ValueError as error:
    print(error)
adapter = h_threadpool.FutureAdapter(result_builder=base.PandasDataFrameResult())
print(driver.Builder().with_modules(module).with_adapters(adapter).build().execute(["end", "b"], inputs={"x": 1}))
print(h_threadpool.FutureAdapter().output_type(), adapter.output_type(), adapter.input_types())

logger = logging.getLogger("watched")
logger.setLevel(logging.DEBUG)


class Printing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        print(record.levelname, record.getMessage().split(" - ", 1)[-1])


logging.disable(logging.NOTSET)
logging.getLogger("hamilton").setLevel(logging.CRITICAL)
logger.addHandler(Printing())
logger.propagate = False
dr = driver.Builder().with_modules(module).with_adapters(h_logging.LoggingAdapter(logger)).build()
print(dr.execute(["end"], inputs={"x": 1}, overrides={"b": 7}))
logging.getLogger("hamilton").setLevel(logging.NOTSET)
