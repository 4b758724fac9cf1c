"""The key of a result: node, code version and the versions of what it read, in one reversible string."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

_NOTHING = "<none>"


def _compress_string(string: str) -> str:
    return base64.b64encode(zlib.compress(string.encode(), level=3)).decode()


def _decompress_string(string: str) -> str:
    return zlib.decompress(base64.b64decode(string.encode())).decode()


def _encode_str_dict(d: Mapping[str, str]) -> str:
    if not d:
        return _compress_string(_NOTHING)
    return _compress_string(",".join(text for name in sorted(d) for text in (name, d[name])))


def _decode_str_dict(s: str) -> Mapping[str, str]:
    text = _decompress_string(s)
    if text == _NOTHING:
        return {}
    words = text.split(",")
    return dict(zip(words[::2], words[1::2]))


def create_cache_key(node_name: str, code_version: str, dependencies_data_versions: dict[str, str]) -> str:
    """The key under which a node's result is found again.

    Args:
        node_name: the node; only its letters, digits and underscores go into the key.
        code_version: the version of its code.
        dependencies_data_versions: the data version of every node it reads.
    """
    safe_name = "".join(each for each in node_name if each.isalnum() or each == "_")
    return f"{safe_name}-{code_version}-{_encode_str_dict(dependencies_data_versions)}"


def decode_key(cache_key: str) -> dict[str, Any]:
    """What a key was made of: `node_name`, `code_version` and `dependencies_data_versions`.

    Args:
        cache_key: a key made by `create_cache_key`.
    """
    node_name, code_version, dependencies = cache_key.split("-", 2)
    return {
        "node_name": node_name,
        "code_version": code_version,
        "dependencies_data_versions": _decode_str_dict(dependencies),
    }
