from hamilton.function_modifiers import config, extract_fields, source, subdag, tag, value


def _line(x: int, slope: int, offset: int = 0) -> int:
    return x * slope + offset


@config.when(clip=True)
def clipped__yes(_line: int, limit: int) -> int:
    return min(_line, limit)


@config.when_not(clip=True)
def clipped__no(_line: int) -> int:
    return _line


@subdag(_line, clipped__yes, clipped__no, inputs={"x": source("position"), "slope": value(3)})
def reading(clipped: int) -> int:
    """One reading."""
    return clipped


@subdag(reading, inputs={"position": source("start")}, config={"clip": True})
def sensor(reading: int) -> int:
    return reading


@tag(kind="station")
@extract_fields({"value_seen": int, "doubled": int})
@subdag(sensor, inputs={"start": source("where")}, external_inputs=["bonus"])
def station(sensor: int, bonus: int) -> dict:
    return {"value_seen": sensor, "doubled": sensor * 2 + bonus}


def where() -> int:
    return 14


def alarm(doubled: int) -> bool:
    return doubled > 40
