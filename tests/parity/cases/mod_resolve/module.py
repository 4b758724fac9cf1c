from hamilton.function_modifiers import (
    ResolveAt,
    extract_fields,
    parameterize_sources,
    resolve,
    resolve_from_config,
    tag,
    value,
    inject,
)


@resolve(when=ResolveAt.CONFIG_AVAILABLE, decorate_with=lambda names: extract_fields({name: int for name in names}))
def numbers() -> dict:
    return {"p": 1, "q": 2, "r": 3}


@resolve_from_config(decorate_with=lambda amount=4: inject(by=value(amount)))
@tag(kind="static")
def increased(p: int, by: int) -> int:
    return p + by


@resolve_from_config(decorate_with=lambda pairs: parameterize_sources(**{key: {"x": read} for key, read in pairs.items()}))
def copied(x: int) -> int:
    """Copy of {x}."""
    return x
