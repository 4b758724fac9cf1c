"""What a run will find in the cache, known before it starts from versions alone. Reads no results and runs no nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from dagscope.caching.behaviors import CachingBehavior
from dagscope.caching.cache_key import create_cache_key
from dagscope.node import DependencyType, Node


def foresee(
    nodes: Sequence[tuple[Node, tuple[str, ...]]],
    behaviors: Mapping[str, CachingBehavior],
    code_versions: Mapping[str, Any],
    known: Mapping[str, str],
    lookup: Callable[[str], str | None],
    version_of: Callable[[Any], str],
) -> dict[str, tuple[str, str]]:
    """Return the nodes whose stored result will be used, with their key and data version.

    A node that is not among the result is decided on when its turn comes.

    Args:
        nodes: the nodes that will run, whatever a node reads before it, each with the parameters it will be given.
        behaviors: the behaviour of every node.
        code_versions: the code version of every node that will run.
        known: the versions of inputs and overrides.
        lookup: the data version stored under a key.
        version_of: the version of a value.
    """
    versions: dict[str, str] = dict(known)
    found: dict[str, tuple[str, str]] = {}
    default = CachingBehavior.DEFAULT
    for node, parameters in nodes:
        name = node.name
        if behaviors[name] is not default:
            continue
        dependencies = _dependency_versions(node, parameters, behaviors, versions, version_of)
        if dependencies is None:
            continue
        key = create_cache_key(name, str(code_versions.get(name)), dependencies)
        version = lookup(key)
        if version is not None:
            versions[name] = version
            found[name] = (key, version)
    return found


def _dependency_versions(
    node: Node,
    parameters: tuple[str, ...],
    behaviors: Mapping[str, CachingBehavior],
    versions: MutableMapping[str, str],
    version_of: Callable[[Any], str],
) -> dict[str, str] | None:
    """Return the versions of all that the node reads, or None if one is not known yet."""
    dependencies: dict[str, str] = {}
    defaults = node.default_parameter_values
    if defaults:
        for name, (_, kind) in node.input_types.items():
            if kind is DependencyType.OPTIONAL and name in defaults and name not in parameters:
                dependencies[name] = version_of(defaults[name])
    for name in parameters:
        behavior = behaviors.get(name)
        if behavior is CachingBehavior.IGNORE:
            dependencies[name] = "<ignore>"
            continue
        version = versions.get(name)
        if version is None or behavior is CachingBehavior.DISABLE:
            return None
        dependencies[name] = version
    return dependencies
