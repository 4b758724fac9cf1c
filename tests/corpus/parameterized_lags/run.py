import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
names = sorted(n.name for n in dr.list_available_variables())
print(names)
for name, value in dr.execute([n for n in names if n.startswith(("lag", "change", "smooth"))]).items():
    print(name, value)
print(dr.execute(["widest", "crossing"]))
print({n.name: n.documentation for n in dr.list_available_variables() if "_2" in n.name})
