def shouted(shown: str) -> str:
    return shown.upper()
