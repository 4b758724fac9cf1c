"""The list of trusted folders for the window. It must not decide anything itself: `dagscope.trust` does."""

from __future__ import annotations

import sys
from pathlib import Path

from dagscope import trust

from dagscope_app.model.records.trust import Trust, TrustFacts


class TrustList:
    """What may be started for a folder, and the list that says so."""

    def decide(self, folder: str, found: str, preferred: str) -> tuple[str, Trust]:
        """Return the interpreter to start for a folder now, and what may run.

        Args:
            folder: the folder.
            found: the interpreter that loading it would start.
            preferred: the one that the person chose for all projects; empty for none.
        """
        if not trust.is_trusted(folder):
            return sys.executable, Trust(True, found)
        if found == preferred or trust.may_start(found, folder):
            return found, Trust(False, found)
        if trust.is_shipped(folder):
            return sys.executable, Trust(False, sys.executable)
        return sys.executable, Trust(True, found, True)

    def facts(self, folder: str) -> TrustFacts:
        """Return what a person should know before saying yes."""
        path = trust.real_folder(folder)
        return TrustFacts(path, str(Path(path).parent), trust.git_remote(path))

    def add(self, folder: str, interpreter: str, with_parent: bool) -> str:
        """Trust a folder (and all next to it); return an empty text, or why that could not be."""
        try:
            if with_parent:
                trust.add(Path(trust.real_folder(folder)).parent)
            brings_its_own = bool(interpreter) and not trust.is_own(interpreter)
            if not with_parent or brings_its_own:
                trust.add(folder, interpreter if brings_its_own else "")
        except trust.TrustProblem as problem:
            return str(problem)
        return ""

    def folders(self) -> tuple[tuple[str, str], ...]:
        """Return the paths in the list, each with the interpreter that was confirmed with it; none where it is
        broken.
        """
        try:
            return tuple((item.path, item.interpreter) for item in trust.trusted_folders())
        except trust.TrustProblem:
            return ()

    def remove(self, folder: str) -> str:
        """Stop trusting a folder; return an empty text, or why that could not be."""
        try:
            trust.remove(folder)
        except trust.TrustProblem as problem:
            return str(problem)
        return ""
