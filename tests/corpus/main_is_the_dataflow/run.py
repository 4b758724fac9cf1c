"""A script that is its own dataflow."""
from typing import List

from hamilton import driver
from hamilton.function_modifiers import parameterize, value


def numbers(limit: int) -> List[int]:
    return list(range(limit))


@parameterize(evens={"rest": value(0)}, odds={"rest": value(1)})
def chosen(numbers: List[int], rest: int) -> List[int]:
    """Numbers whose rest is {rest}."""
    return [each for each in numbers if each % 2 == rest]


def _main() -> None:
    import __main__

    dr = driver.Builder().with_modules(__main__).build()
    print(dr.execute(["evens", "odds"], inputs={"limit": 6}))
    print(sorted(n.name for n in dr.list_available_variables()))


if __name__ == "__main__":
    _main()
