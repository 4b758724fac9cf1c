"""Cleans a text step by step before it is counted."""
from collections import Counter
from typing import Dict, List

from hamilton.function_modifiers import pipe_input, source, step, value


def _lower(text: str) -> str:
    return text.lower()


def _without(text: str, characters: str = ".,!?") -> str:
    """Leaves characters out."""
    return "".join(each for each in text if each not in characters)


def _replaced(text: str, old: str, new: str) -> str:
    return text.replace(old, new)


@pipe_input(
    step(_lower),
    step(_without),
    step(_without, characters=source("unwanted")).named("without_more"),
    step(_replaced, old="colour", new=value("color")).when(english="us"),
    step(_replaced, old="color", new=value("colour")).when_not(english="us"),
    step(_replaced, "the ", new="").named("no_articles", namespace="articles"),
)
def words(text: str) -> List[str]:
    """The words that are left."""
    return text.split()


@pipe_input(step(_lower), on_input="prefix")
def counted(words: List[str], prefix: str = "") -> Dict[str, int]:
    return dict(sorted(Counter(word for word in words if word.startswith(prefix)).items()))
