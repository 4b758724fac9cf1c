import sys


class Raises:
    def __repr__(self):
        raise ValueError("no")

    __len__ = __iter__ = __eq__ = __getattr__ = __class_getitem__ = _repr_html_ = __array__ = __dataframe__ = __repr__


class Exits:
    def __repr__(self):
        sys.exit(1)

    __len__ = __iter__ = __eq__ = __array__ = __repr__


class Interrupts:
    def __repr__(self):
        raise KeyboardInterrupt

    __len__ = __iter__ = __eq__ = __repr__


class Loops:
    def __repr__(self):
        while True:
            pass


class Long:
    def __repr__(self):
        return "x" * 200_000_000


class NoText:
    def __repr__(self):
        return 3


def raises() -> Raises:
    return Raises()


def exits() -> Exits:
    return Exits()


def interrupts() -> Interrupts:
    return Interrupts()


def loops() -> Loops:
    return Loops()


def long() -> Long:
    return Long()


def no_text() -> NoText:
    return NoText()

def good() -> int:
    return 7
