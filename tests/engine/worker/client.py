"""A small client for tests: starts a real worker by the bootstrap's path and speaks the protocol over its pipes."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import dagscope.worker
from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.protocol.breadcrumb import Breadcrumb, make_breadcrumb_file, read_breadcrumb
from dagscope.protocol.envelope import FrameReader, Message, encode_command, parse_event
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, literal
from dagscope.system.posix_processes import end_leftovers
from dagscope.system.tags import tag_of

# As in tests/patience.py, which is not there for the scripts that load this file by its path.
PATIENCE_S = 300.0

BOOTSTRAP = Path(dagscope.worker.__file__).with_name("bootstrap.py")
GENERATION = 7
E = TypeVar("E")


class WorkerGone(Exception):
    """The worker's output ended."""


class Client:
    """One worker; a context manager that leaves nothing behind."""

    def __init__(
        self,
        interpreter: str = sys.executable,
        environment: dict[str, str] | None = None,
        folder: Path | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dagscope-test-")
        self.trail = Path(self._folder.name) / "trail"
        make_breadcrumb_file(self.trail)
        variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "QT_"))}
        self.errors = open(Path(self._folder.name) / "stderr", "w+b")  # noqa: SIM115 - closed with the client
        self.process = subprocess.Popen(
            [interpreter, "-I", "-X", "utf8", "-B", str(BOOTSTRAP), "--generation", str(GENERATION),
             "--breadcrumb", str(self.trail), "--parent", str(os.getpid()), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, cwd=folder or self._folder.name,
            env={**variables, **(environment or {})},
        )  # fmt: skip
        assert self.process.stdout is not None and self.process.stdin is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.process.stdout, selectors.EVENT_READ)
        self._reader = FrameReader()
        self._messages: list[Message[m.Event]] = []
        self._id = 0
        self.pid = 0
        self.seen: list[Message[m.Event]] = []

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pid = self.process.pid
        end_leftovers(pid, tag_of(pid, GENERATION))
        self.process.kill()
        self.process.wait(PATIENCE_S)
        for pipe in (self.process.stdin, self.process.stdout, self.errors):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                pass
        self._selector.close()
        self._folder.cleanup()

    # Speaking -------------------------------------------------------------------------------------------------------

    def send(self, body: m.Command) -> int:
        """Send a command; gives its id."""
        self._id += 1
        self.write(encode_command(body, generation=GENERATION, id=self._id))
        return self._id

    def write(self, data: bytes) -> None:
        """Send raw bytes; a worker that has ended meanwhile does not read them, which the next reading says."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def next(self, timeout: float = PATIENCE_S) -> Message[m.Event]:
        """Return the next message.

        Raises:
            WorkerGone: the output ended.
        """
        end = time.monotonic() + timeout
        assert self.process.stdout is not None
        while not self._messages:
            if not self._selector.select(max(0.0, end - time.monotonic())):
                raise TimeoutError(f"no message within {timeout} s; stderr: {self.error_text()}")
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                raise WorkerGone(self.error_text())
            for frame in self._reader.feed(data):
                message = parse_event(frame, GENERATION)
                assert message is not None
                self._messages.append(message)
        message = self._messages.pop(0)
        if isinstance(message.body, m.Hello):
            self.pid = message.body.pid
        self.seen.append(message)
        return message

    def wait_for(self, kind: type[E], id: int | None = None, timeout: float = PATIENCE_S) -> E:
        """Return the next event of this type (and id); what comes before it stays in `seen`."""
        while True:
            message = self.next(timeout)
            if isinstance(message.body, kind) and id in (None, message.id):
                return message.body
            if id is not None and message.id == id and isinstance(message.body, m.ErrorAnswer):
                raise AssertionError(f"{message.body.message}\n{message.body.detail}")

    def ask(self, body: m.Command, kind: type[E], timeout: float = PATIENCE_S) -> E:
        """Send a command and wait for its answer."""
        return self.wait_for(kind, self.send(body), timeout)

    def ask_value(self, node: str, ask: values.Ask, *path: int, run: str = "r") -> Any:
        """Return what a node's value answers to a question."""
        return self.ask(m.AskValue("main", run, node, ask, path), m.ValueAnswer).answer

    def look(self, node: str, *path: int, run: str = "r") -> Any:
        """Return the preview of a node's value."""
        return self.ask_value(node, values.LookAsk(), *path, run=run).preview

    def error_text(self) -> str:
        """Return what the worker wrote to its real stderr."""
        self.errors.flush()
        return Path(self.errors.name).read_text(errors="replace")[-4_000:]

    def where(self) -> Breadcrumb:
        """Return what the worker was doing, by its trail."""
        return read_breadcrumb(self.trail)

    def interrupt(self) -> None:
        """Interrupt the worker as the window does on Stop."""
        os.killpg(self.process.pid, signal.SIGINT)

    # A day's work ---------------------------------------------------------------------------------------------------

    def build(self, folder: Path, *modules: str, slot: str = "main", **options: Any) -> m.GraphEnd:
        """Open the folder and build these modules."""
        self.ask(m.Open(str(folder)), m.Project)
        return self.rebuild(*modules, slot=slot, **options)

    def rebuild(self, *modules: str, slot: str = "main", **options: Any) -> m.GraphEnd:
        """Build these modules of the open folder."""
        config = {key: literal(value) for key, value in options.pop("config", {}).items()}
        scenario = Scenario("test", "", tuple(ModuleChoice(name) for name in modules), config=config, **options)
        return self.ask(m.Build(slot, scenario), m.GraphEnd)

    def rebuild_without_waiting(self, *modules: str) -> None:
        """Ask for a build that may never be answered."""
        self.send(m.Build("main", Scenario("test", "", tuple(ModuleChoice(name) for name in modules))))

    def start(self, *final_vars: str, run: str = "r", slot: str = "main", **inputs: Any) -> int:
        """Begin a run."""
        specs = {key: value if isinstance(value, ValueSpec) else literal(value) for key, value in inputs.items()}
        return self.send(m.Execute(slot, run, final_vars, specs))

    def run(self, *final_vars: str, run: str = "r", slot: str = "main", **inputs: Any) -> m.RunFinished:
        """Run to the end."""
        return self.wait_for(m.RunFinished, self.start(*final_vars, run=run, slot=slot, **inputs))

    def nodes(self, slot: str = "main") -> dict[str, Any]:
        """Return the records of the nodes of the last build in a slot."""
        pages = [message.body for message in self.seen if isinstance(message.body, m.GraphPage)]
        return {node.name: node for page in pages if page.slot == slot for node in page.nodes}

    def states(self, run: str = "r") -> dict[str, str]:
        """Return the last state of each node."""
        rows = [row for message in self.seen if isinstance(message.body, m.Batch) and message.body.run == run
                for row in message.body.rows]  # fmt: skip
        return {row.node: row.state for row in rows}

    def summaries(self, run: str = "r") -> dict[str, str]:
        """Return the last summary of each node."""
        rows = [row for message in self.seen if isinstance(message.body, m.Batch) and message.body.run == run
                for row in message.body.rows]  # fmt: skip
        return {row.node: row.summary for row in rows}

    def output(self, node: str, stream: str = "stdout", run: str = "r") -> str:
        """Return what a node wrote."""
        found = [message.body for message in self.seen if isinstance(message.body, m.Output)]
        return "".join(item.text for item in found if (item.run, item.node, item.stream) == (run, node, stream))


# Code that does harm -------------------------------------------------------------------------------------------------


def bad_node(body: str, imports: str = "") -> str:
    """Return a module with a node `bad` that does this, and a good one."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"{imports}\ndef bad() -> int:\n{lines}\n    return 1\ndef good() -> int:\n    return 7\n"


def gate(folder: Path) -> tuple[str, Callable[[], None]]:
    """Return code for a node that says it is there, even when nothing else runs, and the test's wait for it."""
    path = folder / "gate"
    os.mkfifo(path)

    def wait() -> None:
        with open(path) as opened:
            assert "" == opened.read()

    return f"open({str(path)!r}, 'w').close()", wait


def read_to_end(client: Client) -> int:
    """Read until the worker's end; gives its exit code."""
    try:
        while True:
            client.next()
    except WorkerGone:
        return client.process.wait(PATIENCE_S)


def check_works(client: Client) -> None:
    """Check that the worker runs the good node."""
    assert "ok" == client.run("good", run="again").status
    assert "7" == client.summaries("again")["good"]
