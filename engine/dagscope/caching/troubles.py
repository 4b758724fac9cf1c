"""What a cache could not read or keep, said once a run. It decides nothing and must not raise."""

from __future__ import annotations

import logging
import sqlite3

logger = logging.getLogger("dagscope.caching")

_NAMED = 5
_LONGEST = 200


class Troubles:
    """Collects the errors of a cache's stores by run, so that a run goes on and one warning says what was not kept."""

    def __init__(self, at_once: bool = False) -> None:
        """Start with none.

        Args:
            at_once: whether to warn when something is noted: for copies in other processes, which see no end of a run.
        """
        self._nodes: dict[str, dict[str, list[str]]] = {}
        self._off: set[str] = set()
        self._at_once = at_once
        self.is_logged = True
        self._logged: frozenset[str] = frozenset()

    def note(self, run_id: str, node_name: str, error: Exception, is_off: bool = False) -> None:
        """Remember that a node's value could not be kept or found.

        Args:
            run_id: the run.
            node_name: the node; empty if it is about none.
            error: what was raised.
            is_off: whether asking again in this run is in vain, as with a database that cannot be opened.
        """
        if is_off:
            self._off.add(run_id)
        names = getattr(error, "node_names", ()) or ((node_name,) if node_name else ())
        self._nodes.setdefault(run_id, {}).setdefault(reason_of(error), []).extend(names)
        if self._at_once:
            self.tell(run_id, "")

    def note_unused(self, run_id: str, node_name: str) -> None:
        """Remember that a node's value is not kept because the store was given up before.

        Args:
            run_id: the run.
            node_name: the node.
        """
        for nodes in self._nodes.get(run_id, {}).values():
            nodes.append(node_name)
            return

    def is_off(self, run_id: str) -> bool:
        """Return whether the run goes on without the cache."""
        return run_id in self._off

    def tell(self, run_id: str, where: str) -> tuple[str, ...]:
        """Warn of what the run noted, and forget it.
        A service whose disk stays full does not report it at each request.

        Args:
            run_id: the run.
            where: the cache's folder, for the message; empty where that is not known.

        Returns:
            The sentences, one a reason, whether they were logged or not.
        """
        found = self._nodes.pop(run_id, {})
        if not self._at_once:
            self._off.discard(run_id)
        sentences = tuple(_sentence(where, reason, nodes) for reason, nodes in found.items())
        for reason, sentence in zip(found, sentences):
            if self.is_logged and reason not in self._logged:
                logger.warning("%s", sentence)
        self._logged = frozenset(found)
        return sentences

    def forget(self, run_id: str) -> None:
        """Drop what was noted of a run."""
        self._nodes.pop(run_id, None)
        self._off.discard(run_id)


def reason_of(error: Exception) -> str:
    """Return what went wrong in a few words, the same for the same cause.

    Args:
        error: what a store raised.
    """
    if isinstance(error, OSError) and error.strerror:  # without the path: it is a temporary one
        return error.strerror
    if isinstance(error, sqlite3.Error):
        return str(error)
    text = " ".join(str(error).split())
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _sentence(where: str, reason: str, nodes: list[str]) -> str:
    cache = f"The cache in {where}" if where else "The cache"
    names = list(dict.fromkeys(nodes))
    if not names:
        return f"{cache} cannot be used as it should ({reason}). The run's values are not affected."
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    listed = ", ".join(names[:_NAMED])
    return (
        f"{cache} cannot be used as it should ({reason}). Not kept: {listed}{more}. The run's values are not affected."
    )
