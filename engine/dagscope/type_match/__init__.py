"""Which type fits which, as type checkers have it. It knows neither nodes nor values.

`forms` says what a type is made of, `members` what classes and protocols have, `rules` compares.
"""

from dagscope.type_match.forms import plain_type
from dagscope.type_match.rules import is_narrower

__all__ = ["is_narrower", "plain_type"]
