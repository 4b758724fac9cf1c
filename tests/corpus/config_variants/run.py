import module

from hamilton import driver

for config in ({"market": "us", "tips": True, "rounding": 1}, {"market": "de"}, {"market": "jp", "rounding": 2}):
    dr = driver.Builder().with_modules(module).with_config(config).build()
    print(config, dr.execute(["tax_rate", "gross", "rounded"], inputs={"net": 10.333}))
    print(sorted(n.name for n in dr.list_available_variables()))

us = driver.Builder().with_modules(module).with_config({"market": "us"}).build()
print(us.execute(["state_share", "city_share"], inputs={"net": 100.0}))
try:
    driver.Builder().with_modules(module).with_config({"market": "de"}).build().execute(["state_share"], inputs={"net": 1.0})
except ValueError as error:
    print(str(error).splitlines()[0])
