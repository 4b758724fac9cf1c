"""A mistake of Dagscope's own is said once, and is no reason for the window to go."""

from __future__ import annotations

from tests.app.controllers.bench import Bench


def test_a_mistake_is_said_once(shop: Bench) -> None:
    assert shop.c.mistakes.on_mistake(ValueError("of ours"))
    said = "Something went wrong in Dagscope itself (ValueError: of ours). Your project is not affected."
    assert said == shop.said
    shop.c.frame.put_message_away()
    assert not shop.c.mistakes.on_mistake(ValueError("of ours"))
    assert "" == shop.said
    assert shop.c.mistakes.on_mistake(ValueError("another one"))
    assert "another one" in shop.said


def test_ctrl_c_is_no_mistake(shop: Bench) -> None:
    assert shop.c.mistakes.on_mistake(KeyboardInterrupt())
    assert "" == shop.said
