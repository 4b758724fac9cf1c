"""The interface in another language: extracted, translated, made into a `.qm`, found by the locale, and shown."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from dagscope_app.drawing.translation import tr, trn
from dagscope_app.services.language import install_language
from PySide6.QtWidgets import QApplication

from tests.docs.translation_texts import all_texts, around, written

SHIFTED = str.maketrans("aeiouAEIOU", "äéïöüÄÉÏÖÜ")
PLACE = re.compile(r"(\{[^}]*\})")


def pseudo(text: str) -> str:
    """Return a text that is told from English at once, with its places as they were."""
    return "".join(part if PLACE.fullmatch(part) else part.translate(SHIFTED) for part in PLACE.split(text))


@pytest.fixture
def pseudo_german(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    texts = tmp_path / "dagscope_de.ts"
    texts.write_text(written(all_texts(), "de", pseudo), "utf-8")
    release = Path(PySide6.__file__).parent / "lrelease"
    subprocess.run([str(release), str(texts), "-qm", str(tmp_path / "dagscope_de.qm")], check=True, capture_output=True)
    monkeypatch.setenv("DAGSCOPE_TRANSLATIONS", str(tmp_path))
    monkeypatch.setenv("DAGSCOPE_LANGUAGE", "de_DE")
    translators = install_language(qapp)
    yield
    for translator in translators:
        qapp.removeTranslator(translator)


@pytest.mark.usefixtures("pseudo_german")
def test_texts_come_in_the_language_of_the_locale() -> None:
    assert "Öpén földér..." == tr("Open folder...")
    assert "5 séléctéd" == tr("{count} selected", count=5)
    assert ("1 nödés", "2 nödés") == (trn("{n} node", "{n} nodes", 1), trn("{n} node", "{n} nodes", 2))


@pytest.mark.usefixtures("pseudo_german")
def test_every_text_comes_through_with_its_places() -> None:
    lost = [text for text in all_texts() if pseudo(text) != tr(text)]
    assert [] == lost
    assert all(sorted(PLACE.findall(text)) == sorted(PLACE.findall(tr(text))) for text in all_texts())


def test_without_a_translation_texts_are_as_written(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSCOPE_LANGUAGE", "xx")
    assert [] == install_language(qapp)
    assert ("Run", "1 node", "1,200 nodes") == (
        tr("Run"),
        trn("{n} node", "{n} nodes", 1),
        trn("{n} node", "{n} nodes", 1200),
    )


def test_a_translation_that_asks_for_what_there_is_not_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope_app.model.translation._look_up", lambda text, number: "Gespeichert: {nmae}")
    assert "Saved x." == tr("Saved {name}.", name="x")


def test_no_widget_is_given_words_that_no_translation_reaches() -> None:
    assert [] == around()
