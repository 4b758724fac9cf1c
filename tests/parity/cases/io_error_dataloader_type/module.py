from hamilton.function_modifiers import dataloader


@dataloader()
def one(a: int) -> tuple[int, int]:
    return 1, 2
