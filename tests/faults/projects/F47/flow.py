from hamilton.function_modifiers import parameterize, value

PARTS = [f"part_{number}" for number in range(2_000)]


@parameterize(**{name: {"x": value(1)} for name in PARTS})
def part(x: int) -> int:
    return x


exec(f"def bad({', '.join(f'{name}: int' for name in PARTS)}) -> int:\n    return {' + '.join(PARTS)}\n")
bad.__module__ = __name__

def good() -> int:
    return 7
