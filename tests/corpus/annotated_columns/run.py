import logging

import module

from hamilton import driver

logging.disable(logging.CRITICAL)
dr = driver.Builder().with_modules(module).build()
print(dr.execute(["plain", "counted", "keys", "top"], inputs={"flag": True}))
print(dr.execute(["counted", "anything"], inputs={"flag": False, "mode": "slow"}))
try:
    dr.execute(["counted"], inputs={"flag": False, "mode": "other"})
except ValueError as error:
    print(str(error).strip())
print({n.name: str(n.type) for n in sorted(dr.list_available_variables(), key=lambda n: n.name) if n.name not in ("ints", "halves")})
