import later
import module

from hamilton import driver

print(driver.Builder().with_modules(module).build().execute(["span", "numbers"]))
dr = driver.Builder().with_modules(module, later).allow_module_overrides().build()
print(dr.execute(["span", "numbers", "extremes"]))
other = driver.Builder().with_modules(later, module).allow_module_overrides().build()
print(other.execute(["span", "numbers"]))
try:
    driver.Builder().with_modules(module, later).build()
except ValueError as error:
    print(str(error).split(".")[0].split("Already")[0])
