"""Three functions, three nodes. Run this file to draw and execute them."""


def A() -> int:
    """Constant value 35"""
    return 35


def B(A: int) -> float:
    """Divide A by 3"""
    return A / 3


def C(A: int, B: float) -> float:
    """Square A and multiply by B"""
    return A**2 * B


if __name__ == "__main__":
    import __main__

    from dagscope import driver

    dr = driver.Builder().with_modules(__main__).build()
    dr.display_all_functions("dag.png")
    print(dr.execute(["C"]))
