"""Has the desktop open a file, a folder or a web page. It must not read any of them."""

from __future__ import annotations

import os

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


class Desktop:
    """The programs the desktop opens things with."""

    def open(self, address: str) -> bool:
        """Open a file, a folder or a web page; return whether there is something to open it with."""
        is_web = address.startswith("https://")
        if not is_web and not os.path.exists(address):
            return False
        return QDesktopServices.openUrl(QUrl(address) if is_web else QUrl.fromLocalFile(address))
