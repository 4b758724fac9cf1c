import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
inputs = {"limit": 30, "bonus": 1, "start": 2, "position": 1}
print(dr.execute(["value_seen", "doubled", "alarm", "reading", "sensor"], inputs=inputs))
print(dr.execute(["station.sensor.reading._line", "alarm"], inputs={**inputs, "limit": 10}))
print(dr.execute(["alarm"], inputs=inputs, overrides={"station.sensor.reading": 100}))
print(sorted(n.name for n in dr.list_available_variables()))
