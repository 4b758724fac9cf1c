"""A dataflow as the hub has them."""
import logging

logger = logging.getLogger(__name__)

from hamilton import contrib

with contrib.catch_import_errors(__name__, __file__, logger):
    import json

from hamilton.function_modifiers import config, tag


@config.when(source="text")
def parsed__text(given: str) -> dict:
    return json.loads(given)


@config.when(source="dict")
def parsed__dict(given: dict) -> dict:
    return given


@tag(kind="result")
def keys(parsed: dict) -> list:
    return sorted(parsed)


if __name__ == "__main__":
    import __main__ as me

    from hamilton import driver

    driver.Driver({"source": "text"}, me)
