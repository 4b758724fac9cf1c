import module

from hamilton import driver, settings

config = {
    settings.ENABLE_POWER_USER_MODE: True,
    "fields": ["a", "c"],
    "default": 7,
    "pairs": {"far_a": "a", "far_c": "c"},
    "scales": {"up": 10, "down": -1},
}
dr = driver.Builder().with_modules(module).with_config(config).build()
print(dr.execute(["a", "c", "far_a", "far_c", "scaled_up", "scaled_down"]))
print(sorted(n.name for n in dr.list_available_variables() if not n.is_external_input))
try:
    driver.Builder().with_modules(module).with_config({"fields": ["a"]}).build()
except KeyError as error:
    print("KeyError", settings.ENABLE_POWER_USER_MODE in str(error))
