import module

from hamilton import driver, registry
from hamilton.function_modifiers.base import InvalidDecoratorException
from hamilton.io.materialization import from_, to

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["both", "shelved", "both.load_data.word"], inputs={"where": "size"}), module.STORE["size"])
print(dr.materialize(to.shelf(id="kept", dependencies=["both"], key="all"), additional_vars=["size"]))
print(dr.materialize(from_.shelf(target="both", key="all"), additional_vars=["size"]))
print([a.__name__ for a in registry.LOADER_REGISTRY["shelf"]], [a.__name__ for a in registry.SAVER_REGISTRY["shelf"]])
print(module.ShelfLoader.get_required_arguments(), module.ShelfLoader.get_optional_arguments())
print(module.ShelfSaver.applies_to(bool), module.ShelfSaver.applies_to(str), module.ShelfLoader.applies_to(dict))
for wrong in ({"key": "x", "shape": 1}, {}):
    try:
        dr.materialize(to.shelf(id="wrong", dependencies=["both"], **wrong))
    except (InvalidDecoratorException, TypeError) as error:
        print(type(error).__name__, str(error).replace("dagscope", "hamilton"))
try:
    to.drawer(id="wrong", dependencies=["both"])
except AttributeError as error:
    print(str(error).partition(".")[0])
