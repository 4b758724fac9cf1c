"""Makes foreign text safe to show: what could reorder, hide or control text is spelled out.
It must not shorten or decide where text goes.
"""

from __future__ import annotations

import re
import shlex
import unicodedata

# Format characters without which some scripts, and pictures made of several signs, cannot be written.
_JOINERS = "\u200c\u200d"
_NOT_PLAIN = re.compile(r"[^\x00-\x7e]+")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in "0123456789¹²³")}
"""What Windows takes for devices, whatever ending follows."""
_NAME_LIMIT = 150
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def shown(text: str, keep: str = "\n\t") -> str:
    """Return a text in which every character can be seen: others are written as in Python, `\\u202e`.

    Args:
        text: the text.
        keep: characters that stay as they are, though they are none that one sees.
    """
    if text.isascii() and (text.isprintable() or _without(text, keep).isprintable()):
        return text
    return "".join(char if char in keep or not is_hidden(char) else spelled_out(char) for char in text)


def _without(text: str, signs: str) -> str:
    for sign in signs:
        text = text.replace(sign, "")
    return text


def is_hidden(char: str) -> bool:
    """Return whether a character controls a terminal, changes the order of others, or is not seen."""
    return unicodedata.category(char) in _HIDDEN and char not in _JOINERS


def as_file_name(text: str) -> str:
    """Return a name for a file that says the text and can be given on every system: no folder, no device of Windows."""
    plain = text if text.isprintable() else "".join(char for char in text if not is_hidden(char))
    begin, dot, ending = _NOT_IN_NAMES.sub("_", plain).rstrip(" .").rpartition(".")
    begin = (begin if dot else ending)[:_NAME_LIMIT].rstrip(" .") or "_"
    is_device = begin.partition(".")[0].strip().lower() in _DEVICES
    return f"{'_' * is_device}{begin}{dot}{ending if dot else ''}"


def spelled_out(char: str) -> str:
    """Return a character as Python writes it in a text."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def in_json(text: str) -> str:
    """Return a JSON text that says the same, and in which every character can be seen."""
    return _NOT_PLAIN.sub(lambda found: "".join(map(_json_escaped, found.group())), text)


def _json_escaped(char: str) -> str:
    if not is_hidden(char):
        return char
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def for_a_shell(path: str) -> str:
    """Return a path as it can be pasted into a shell, also one that is no UTF-8 or holds what cannot be seen."""
    if shown(path, keep="") == path:
        return shlex.quote(path)
    # As bash, zsh and ksh read it; of bytes, since a name may be no text in any encoding.
    return "$'" + "".join(map(_in_dollar_quotes, path)) + "'"


def _in_dollar_quotes(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    if is_hidden(char):
        return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))
    return char
