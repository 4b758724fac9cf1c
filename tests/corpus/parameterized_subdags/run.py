import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["evens", "threes", "given"], inputs={"limit": 12, "modulus_given": 5}))
print(sorted(n.name for n in dr.list_available_variables()))
