import module

from hamilton import driver

dr = driver.Builder().with_modules(module).build()
print(dr.execute(["daily_users_us", "monthly_users_us", "monthly_users_ca"]))
print(len(dr.execute(["canada.filtered"])["canada.filtered"]))
for node in sorted(dr.list_available_variables(), key=lambda n: n.name):
    print(node.name, sorted(node.required_dependencies), node.is_external_input)
