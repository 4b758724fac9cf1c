"""What a user sees who builds something that cannot work: the kind of error and its first line."""
import logging

from hamilton import ad_hoc_utils, driver

logging.disable(logging.CRITICAL)
SOURCES = {
    "no_return_hint": "def a(x: int): return x",
    "no_parameter_hint": "def a(x) -> int: return x",
    "type_mismatch": "def a() -> int: return 1\ndef b(a: str) -> str: return a",
    "input_types": "def a(x: int) -> int: return x\ndef b(x: str) -> str: return x",
    "unknown_hint": "from __future__ import annotations\ndef a(x: Nowhere) -> int: return 1",
    "twice": "from hamilton.function_modifiers import extract_fields\n"
    "@extract_fields({'a': int})\ndef b() -> dict: return {}\ndef a() -> int: return 1",
    "expanded_subdag": "from hamilton.function_modifiers import *\ndef _a(x: int) -> int: return x\n"
    "@inject(_a=value(1))\n@subdag(_a)\ndef b(_a: int) -> int: return _a",
}
for name, source in SOURCES.items():
    try:
        driver.Builder().with_modules(ad_hoc_utils.module_from_source(source, f"bad_{name}_functions")).build()
        print(name, "builds")
    except Exception as error:
        print(name, isinstance(error, (ValueError, NameError)), str(error).splitlines()[0].split(" Already")[0].split("Please fix")[0].split("Called with")[0].replace("dagscope", "hamilton"))
