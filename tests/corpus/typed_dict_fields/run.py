import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["shown", "first_letter", "last_letter", "parts"], inputs={"line": "Ann Lee,33,ann@example.org"}))
print(dr.execute(["shown", "emails"], inputs={"line": "Bo,4"}))
print({n.name: str(n.type) for n in sorted(dr.list_available_variables(), key=lambda n: n.name)})
