from hamilton.function_modifiers import tag


@tag(a="b", target_="nowhere")
def plain() -> int:
    return 1
