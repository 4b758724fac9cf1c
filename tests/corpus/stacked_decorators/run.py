import module

from hamilton import driver

dr = driver.Builder().with_modules(module).with_config({"kind": "wide"}).build()
print(dr.execute(["low", "high", "near", "far", "first", "second"], inputs={"start": 1, "shift": 2, "distance": 30}))
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted(node.tags.items(), key=str), sorted(node.required_dependencies), sorted(node.optional_dependencies))
