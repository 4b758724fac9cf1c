"""Three data sources through one set of features."""

import dataflow

from dagscope import driver

if __name__ == "__main__":
    dr = driver.Builder().with_modules(dataflow).with_config({}).build()
    print(dr.execute(["all_features"])["all_features"])
