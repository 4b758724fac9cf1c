"""The interface in the user's language: finds the translations there are and gives them to Qt.
It must not hold texts.

`dagscope_LANGUAGE.qm` is looked for in the folder that DAGSCOPE_TRANSLATIONS names, then among the resources; the
language is the desktop's, or what DAGSCOPE_LANGUAGE says. Without one the interface is in English.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagscope_resources
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator


def folders() -> tuple[str, ...]:
    """Return where translations are looked for."""
    named = os.environ.get("DAGSCOPE_TRANSLATIONS", "")
    return (*([named] if named else []), str(Path(dagscope_resources.__file__).parent / "translations"))


def install_language(app: QCoreApplication) -> list[QTranslator]:
    """Have texts translated, ours and Qt's own, and return what does; nothing where there is no translation."""
    wanted = os.environ.get("DAGSCOPE_LANGUAGE", "")
    locale = QLocale(wanted) if wanted else QLocale()
    found = []
    ours = QTranslator(app)
    if any(ours.load(locale, "dagscope", "_", folder) for folder in folders()):
        found.append(ours)
        qt = QTranslator(app)  # the buttons of its dialogs
        if qt.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            found.append(qt)
    for translator in found:
        app.installTranslator(translator)
    return found
