from hamilton.function_modifiers import config, extract_fields, parameterize, source, tag, value


@tag(kind="split")
@config.when(mode="fast")
@extract_fields({"low": int, "high": int})
def limits__fast(x: int) -> dict:
    """Limits of {x}."""
    return {"low": x - 1, "high": x + 1}


@config.when(mode="slow")
@extract_fields({"low": int, "high": int})
def limits__slow(x: int) -> dict:
    return {"low": x - 10, "high": x + 10}


@config.when_in(mode=["fast", "slow"])
@parameterize(near={"by": value(1)}, far={"by": source("step_size")})
def moved__v1(high: int, by: int) -> int:
    """Moves high by {by} into {output_name}."""
    return high + by
