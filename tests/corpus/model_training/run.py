import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
found = dr.execute(["slope_found", "intercept_found", "test_error_absolute", "report"], inputs={"count": 12})
print({name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()})
print(dr.execute(["report"], inputs={"count": 12}, overrides={"slope_found": 2.0, "intercept_found": 0.0}))
for node in sorted(dr.list_available_variables(tag_filter={"stage": "evaluation"}), key=lambda n: n.name):
    print(node.name, "|", node.documentation)
