import module

from hamilton import base, driver

for source, given in (("text", '{"b": 1, "a": 2}'), ("dict", {"z": 1})):
    dr = driver.Driver({"source": source}, module, adapter=base.DefaultAdapter())
    print(dr.execute(["keys"], inputs={"given": given}))
