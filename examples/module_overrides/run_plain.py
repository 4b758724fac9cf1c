"""The dataflow without the override, to put beside `run.py` in the comparison."""

import module_a

from dagscope import driver

if __name__ == "__main__":
    dr = driver.Builder().with_modules(module_a).build()
    print(dr.execute(["foo", "loud", "words"]))
