import module

from hamilton import driver
from hamilton.function_modifiers import base

dr = driver.Builder().with_modules(module).with_config({"digits": 2, "extras": True}).build()
print(dr.execute(["copy_of_0", "copy_of_1", "short", "limited", "extra"], inputs={"x": 10.0}))
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted(node.tags.items()))
try:
    driver.Builder().with_modules(module).build()
except base.MissingConfigParametersException as error:
    print(type(error).__name__, str(error).splitlines()[0])
try:
    module.copies(0)(module.number)
except base.InvalidDecoratorException as error:
    print(error)
