from hamilton.function_modifiers import parameterized_subdag, resolve_from_config, source


def _scaled(x: int, region: str) -> str:
    return f"{region}:{x}"


@resolve_from_config(
    decorate_with=lambda regions: parameterized_subdag(
        _scaled, inputs={"x": source("number")}, **{f"for_{r}": {"config": {"region": r}} for r in regions}
    )
)
def by_region(_scaled: str) -> str:
    return _scaled
