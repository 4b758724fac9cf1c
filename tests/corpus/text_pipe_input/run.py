import module

from hamilton import driver

TEXT = "The colour of the sky; the color of the sea! Blue, BLUE."
for english in ("us", "gb"):
    dr = driver.Builder().with_modules(module).with_config({"english": english}).build()
    print(dr.execute(["words", "counted"], inputs={"text": TEXT, "unwanted": ";", "prefix": "C"}))
    print(sorted(n.name for n in dr.list_available_variables()))
print(dr.execute(["words.without_more"], inputs={"text": TEXT}))
