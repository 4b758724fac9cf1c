"""The driver in a script of its own."""

import my_dataflow

from dagscope import driver

if __name__ == "__main__":
    dr = driver.Builder().with_modules(my_dataflow).build()
    dr.visualize_execution(["C"], "execute_c.png")
    results = dr.execute(["C"])
    print(results["C"])
