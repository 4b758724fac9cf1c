import os


class Ends:
    def __repr__(self) -> str:
        os._exit(3)


def bad() -> Ends:
    return Ends()

def good() -> int:
    return 7
