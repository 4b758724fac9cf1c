"""A CSV file whose cells no spreadsheet takes for formulas. It must change no number, nor how the rest is written."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dagscope.spreadsheet_cells import PARTING, SIGNS, SKIPPED, safe_text

_CELL = re.compile(r'"(?:[^"]|"")*"|[^,"]+')
_MAY_BE = re.compile(rf'(?:^|[,"{PARTING}]){SKIPPED}[{re.escape(SIGNS)}]')


def make_safe(path: Path) -> int:
    """Rewrite a CSV file so that no cell is a formula; return how many cells were changed.

    The file is read record by record: cells without a sign of formulas stay as they were written, byte by byte.
    """
    changed = 0

    def cell(found: re.Match[str]) -> str:
        nonlocal changed
        text = found.group()
        is_quoted = text.startswith('"')
        plain = text[1:-1].replace('""', '"') if is_quoted else text
        harmless = safe_text(plain)
        if harmless == plain:
            return text
        changed += 1
        return '"' + harmless.replace('"', '""') + '"' if is_quoted else harmless

    other = path.with_name(f"{path.name}.safe")
    try:
        with (
            path.open(encoding="utf-8", errors="surrogateescape", newline="") as source,
            other.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
        ):
            record = ""
            for line in source:
                record += line
                if record.count('"') % 2 == 0:
                    body = record.rstrip("\r\n")
                    safe = _CELL.sub(cell, body) if _MAY_BE.search(body) else body
                    target.write(safe + record[len(body) :])
                    record = ""
            target.write(record)
        if changed:
            os.replace(other, path)
    finally:
        other.unlink(missing_ok=True)
    return changed
