from hamilton.function_modifiers import inject, parameterize, source, subdag, tag, value


def _grown(x: int, by: int) -> int:
    return x + by


@subdag(_grown, inputs={"x": source("start"), "by": value(2)})
def garden(_grown: int) -> int:
    return _grown


@inject(inner=source("garden._grown"), fixed=source("garden.by"))
def peeked(inner: int, fixed: int) -> int:
    return inner * 10 + fixed


@tag(kind="dotted")
@parameterize(**{"space.one": {"x": source("garden")}, "space.two": {"x": source("space.one")}})
def moved(x: int) -> int:
    return x + 1
