import module

from hamilton import driver

for strategy in ("right", "up"):
    dr = driver.Builder().with_modules(module).with_config({"strategy": strategy}).build()
    print(dr.execute(["path", "column", "row", "later"], inputs={"x": 0, "y": 0, "patience": 5}))
print(dr.execute(["later"], inputs={"x": 0, "y": 0, "patience": 5}, overrides={"robot": module.Robot(module.Position(9, 9))}))
