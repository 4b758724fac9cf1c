from hamilton.function_modifiers import extract_fields, parameterize, value


@extract_fields({"p": int})
@parameterize(one={"x": value(1)}, two={"x": value(2)})
def made(x: int) -> dict:
    return {"p": x}
