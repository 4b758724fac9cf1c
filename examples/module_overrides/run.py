"""Later wins: `foo` of module_b replaces `foo` of module_a, everything else stays."""

import module_a
import module_b

from dagscope import driver

if __name__ == "__main__":
    dr = driver.Builder().with_modules(module_a, module_b).allow_module_overrides().build()
    print(dr.execute(["foo", "loud", "words"]))
