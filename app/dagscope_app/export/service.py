"""The process that writes a large picture: reads what is to be drawn, writes the file, says how far it is, and ends.
It must not know the window.
"""

from __future__ import annotations

import _thread
import json
import os
import pickle
import signal
import threading
from dataclasses import replace
from typing import Any, BinaryIO, TextIO

from PySide6.QtGui import QGuiApplication

from dagscope_app.drawing import translation  # noqa: F401 - texts in pictures are translated
from dagscope_app.export.handing import Order
from dagscope_app.export.pictures import PictureWriter, picture_to_copy, write_pixels
from dagscope_app.model.cases import Severity
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.translation import tr
from dagscope_app.services.language import install_language


def serve(source: BinaryIO, sink: TextIO) -> int:
    """Do the one order that comes; return the exit code. When the input ends before, no file is touched."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a program in the background may have begun without
    app = QGuiApplication(["dagscope"])
    install_language(app)
    try:
        order = order_from(source)
        threading.Thread(target=_hear_end, args=(source.fileno(),), daemon=True).start()
        sentence, severity = written(order, sink)
    except (KeyboardInterrupt, EOFError, pickle.UnpicklingError):
        return 1
    _say(sink, sentence=sentence, severity=severity)
    return 0


def order_from(source: BinaryIO) -> Order:
    """Put together an order that was handed over.

    Raises:
        EOFError: it ends before it is whole, between pages.
        UnpicklingError: it ends within a page.
    """
    pages = pickle.Unpickler(source)
    order: Order = pages.load()
    specs: list[SceneSpec] = []
    data: dict[str, Any] = dict(order.data)
    while (page := pages.load()) is not None:
        if isinstance(page, SceneSpec):
            specs.append(page)
            continue
        key, items = page
        (getattr(specs[-1], key) if specs else data[key]).update(items)
    return replace(order, specs=specs, data=data)


def written(order: Order, sink: TextIO) -> tuple[str, Severity]:
    """Write the picture; return the sentence for the user and its severity."""
    writer = PictureWriter(lambda: order.theme, lambda share: _say(sink, share=share))
    spec, *frames = order.specs
    if order.kind == "copy":
        return _copied(order, spec, sink)
    if order.kind == "share":
        return writer.share(spec, order.path, order.name, order.data)
    if order.kind == "film":
        return writer.film([spec, *frames], order.path)
    if order.kind == "slide":
        return writer.slide(spec, order.path)
    write = {"write": writer.write, "outlined": writer.outlined, "scaled": writer.scaled}[order.kind]
    return write(spec, order.path, order.name)


def _copied(order: Order, spec: SceneSpec, sink: TextIO) -> tuple[str, Severity]:
    """Write the pixels for the window's clipboard, and say how large the picture is."""
    image = picture_to_copy(spec, order.theme)
    try:
        write_pixels(image, order.path)
    except OSError as error:
        return tr("The picture was not copied: {why}", why=error.strerror or str(error)), "error"
    _say(sink, width=image.width(), height=image.height())
    return "", "info"


def _hear_end(number: int) -> None:
    """Interrupt the main thread when the input ends: whoever asked does not want it any more, or is gone."""
    while os.read(number, 4096):
        pass
    _thread.interrupt_main()


def _say(sink: TextIO, **told: Any) -> None:
    sink.write(json.dumps(told) + "\n")
    sink.flush()
