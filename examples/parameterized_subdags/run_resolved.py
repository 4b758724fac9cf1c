"""The sources come from the configuration."""

import dataflow_resolved

from dagscope import driver

if __name__ == "__main__":
    dr = (
        driver.Builder()
        .with_modules(dataflow_resolved)
        .with_config(
            {
                "hamilton.enable_power_user_mode": True,
                "sources": {"north": "datasource_1.csv", "south": "datasource_2.csv"},
            }
        )
        .build()
    )
    for name, frame in dr.execute(["north", "south"]).items():
        print(f"{name}\n{frame}\n")
