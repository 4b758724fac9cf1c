import tempfile

import module

from hamilton import driver

VARIANTS = [
    {},
    {"recompute": ["query"]},
    {"default_loader_behavior": "recompute"},
    {"default_saver_behavior": "disable"},
    {"recompute": True},
    {"disable": True},
    {"ignore": ["noise"]},
    {"default_behavior": "recompute", "default": ["table"]},
]
with tempfile.TemporaryDirectory() as folder:
    for variant in VARIANTS:
        for rows in (3, 3, 4):
            module.RAN.clear()
            dr = driver.Builder().with_modules(module).with_cache(path=folder, **variant).build()
            result = dr.execute(["noisy", "written"], inputs={"rows": rows, "url": "x"})
            print(variant, rows, result["noisy"], sorted(module.RAN))
        print({k: v.name for k, v in sorted(dr.cache.behaviors[dr.cache.last_run_id].items())})
for wrong in ({"default": True, "disable": True}, {"default": ["query"], "ignore": ["query"]}, {"default_behavior": "never"}):
    with tempfile.TemporaryDirectory() as folder:
        try:
            dr = driver.Builder().with_modules(module).with_cache(path=folder, **wrong).build()
            dr.execute(["query"], inputs={"rows": 1, "url": ""})
        except (ValueError, KeyError) as error:
            print(type(error).__name__, error)
try:
    driver.Builder().with_cache().with_cache()
except ValueError as error:
    print(error)
