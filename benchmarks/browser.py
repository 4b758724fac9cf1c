"""A headless Chromium that opens a page and says when something is in it, spoken to through two pipes.
It must not measure.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
POLL_S = 0.05
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--window-size=1600,1000",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing is asked for elsewhere
)


def find_browser() -> str:
    """Return the path of a browser of this machine; empty for none."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


class Browser:
    """A browser with a fresh profile and one page."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="dagscope-browser-", ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # The protocol is spoken on descriptors 3 and 4.
        words = [program, *_OPTIONS, f"--user-data-dir={self._profile.name}", "about:blank"]
        redirected = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            ["sh", "-c", redirected, "sh", *words], pass_fds=(theirs_in, theirs_out), stdout=quiet, stderr=quiet
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._numbers = itertools.count(1)
        self._rest = b""
        self._session = ""

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        self._profile.cleanup()

    @property
    def pid(self) -> int:
        """The first process."""
        return self._process.pid

    def wait_for(self, address: str, script: str, limit_s: float) -> float:
        """Open a page, again and again until its server answers, and return the monotonic time at which a script gave
        something true there and the frame after it was drawn.

        Raises:
            TimeoutError: that did not come about in time.
        """
        until = time.monotonic() + limit_s
        self._session = self._call("Target.attachToTarget", targetId=self._page(until), flatten=True)["sessionId"]
        # A person who was here before: no question stands before the picture.
        self._call("Network.setCookie", name="consent", value="1", url=address)
        while "errorText" in self._call("Page.navigate", url=address):
            self._pause(until, f"{address} did not answer")
        while not self._value(script):
            self._pause(until, f"the page showed nothing in {limit_s:.0f} s")
        self._value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
        return time.monotonic()

    def value(self, script: str) -> Any:
        """Return what a script gives in the page."""
        return self._value(script)

    def _page(self, until: float) -> str:
        while True:
            found = [item for item in self._call("Target.getTargets")["targetInfos"] if item["type"] == "page"]
            if found:
                return str(found[0]["targetId"])
            self._pause(until, "the browser did not start")

    def _pause(self, until: float, reason: str) -> None:
        if time.monotonic() > until:
            raise TimeoutError(reason)
        time.sleep(POLL_S)

    def _value(self, script: str) -> Any:
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return answer.get("result", {}).get("value")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": number, "method": method, "params": parameters, **session}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                result: dict[str, Any] = answer.get("result", {})
                return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = os.read(self._in, 65_536)
            if not data:
                raise TimeoutError("the browser ended")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer
