"""The key of a result: node, code version and the versions of what it read, in one reversible string."""

from __future__ import annotations

import base64
import functools
import zlib
from collections.abc import Mapping
from typing import Any

_NOTHING = "<none>"


def _compress_string(string: str) -> str:
    return base64.b64encode(zlib.compress(string.encode(), level=3)).decode()


def _decompress_string(string: str) -> str:
    return zlib.decompress(base64.b64decode(string.encode())).decode()


def _encode_str_dict(d: Mapping[str, str]) -> str:
    if len(d) == 1:
        ((name, version),) = d.items()
        return f"{name},{version}"
    return ",".join([f"{name},{d[name]}" for name in sorted(d)])


# Compressing takes longer than anything else in looking a result up, and most keys are the same from run to run.
_encoded = functools.lru_cache(maxsize=65_536)(_compress_string)


@functools.lru_cache(maxsize=65_536)
def _safe_name(node_name: str) -> str:
    return "".join(each for each in node_name if each.isalnum() or each == "_")


def _decode_str_dict(s: str) -> Mapping[str, str]:
    parts = s.split(",")
    return dict(zip(parts[::2], parts[1::2]))


def create_cache_key(node_name: str, code_version: str, dependencies_data_versions: dict[str, str]) -> str:
    """Return the key under which a node's result is found again.

    Args:
        node_name: the node; only its letters, digits and underscores go into the key.
        code_version: the version of its code.
        dependencies_data_versions: the data version of every node it reads.
    """
    versions = _encode_str_dict(dependencies_data_versions) or _NOTHING
    return f"{_safe_name(node_name)}-{code_version}-{_encoded(versions)}"


def decode_key(cache_key: str) -> dict[str, Any]:
    """Return what a key was made of: `node_name`, `code_version` and `dependencies_data_versions`.

    Args:
        cache_key: a key made by `create_cache_key`.
    """
    node_name, code_version, dependencies = cache_key.split("-", 2)
    versions = _decompress_string(dependencies)
    return {
        "node_name": node_name,
        "code_version": code_version,
        "dependencies_data_versions": {} if versions == _NOTHING else _decode_str_dict(versions),
    }
