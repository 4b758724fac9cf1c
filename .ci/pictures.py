"""Makes the start page's pictures of the examples: `python .ci/pictures.py`.
To be called when the look of a graph changes.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dagscope_app.application import Application, make_qt
from dagscope_app.export.pictures import thumbnail
from dagscope_app.services.settings import Settings
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QTimer

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "dagscope_resources" / "pictures"
NAMES = ("reusing_functions", "module_overrides", "parameterized_subdags")
SIZE = (472, 264)


def main() -> int:
    app = make_qt()
    TARGET.mkdir(exist_ok=True)
    waiting = list(NAMES)
    with tempfile.TemporaryDirectory() as scratch:
        application = Application(Settings(f"{scratch}/settings.ini"), keeps_spare=False)
        application.emptied.connect(app.quit)

        def go_on(old, new):
            if new.layout is None or new.is_building or old.layout is new.layout:
                return
            application.window.picture.draw_now()
            name = waiting.pop(0)
            for look in ("light", "dark"):
                image = thumbnail(application.window.canvas.spec, load_theme(look), *SIZE)
                image.save(str(TARGET / f"{name}_{look}.png"))
            QTimer.singleShot(0, open_next)

        def open_next():
            if waiting:
                application.open(str(ROOT / "examples" / waiting[0]))
            else:
                application.shut_down()

        application.store.changed.connect(go_on)
        QTimer.singleShot(0, open_next)
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
