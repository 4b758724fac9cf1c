from hamilton.function_modifiers import apply_to, mutate


def plain(a: int) -> int:
    return a


@mutate(apply_to(plain).when(extra=True), apply_to(plain).named("sure"))
def _more(x: int) -> int:
    return x + 1
