import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["peeked", "space.two", "garden.by"], inputs={"start": 1}))
print(dr.execute(["peeked", "space.two"], inputs={"start": 1}, overrides={"garden._grown": 7, "space.one": 100}))
print(sorted(n.name for n in dr.what_is_upstream_of("space.two")))
