import module

from hamilton import driver

points = [1.0, 2.0, 3.0]
mean = driver.Builder().with_modules(module).with_config({"ensemble": "mean"}).build()
print(mean.execute(["prediction", "cubic"], inputs={"points": points}))
best = driver.Builder().with_modules(module).with_config({"ensemble": "best"}).build()
print(best.execute(["prediction"], inputs={"points": points, "target": 4.0}))
print(best.execute(["prediction"], inputs={"points": points, "target": 2.4}))
