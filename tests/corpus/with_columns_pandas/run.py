import module

from hamilton import driver

for config in ({"season": "sale"}, {}):
    dr = driver.Builder().with_modules(module).with_config(config).build()
    print(dr.execute(["priced"], inputs={"size": 3, "usual_rebate": 0.1})["priced"].to_csv())
    print(dr.execute(["to_pay"], inputs={"size": 4}))
    print(sorted(n.name for n in dr.list_available_variables()))
print(dr.execute(["twice"], inputs={"size": 2})["twice"].to_csv())
