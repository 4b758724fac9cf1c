"""One worker process and the frames it speaks. It must not decide when to start, restart or stop one."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import dagscope
from dagscope.protocol.breadcrumb import Breadcrumb, make_breadcrumb_file, only_node_of, read_breadcrumb, words_of
from dagscope.protocol.envelope import FrameReader, Message, ProtocolError, encode_command, parse_event
from dagscope.protocol.messages import Command, Event, Goodbye, Hello, Locate, Unsupported
from dagscope.strays import temporary_prefix
from dagscope.system.current import system
from dagscope.system.memory_limit import gigabytes, memory_limit
from dagscope.system.protocol import GroupSignal
from dagscope.system.tags import tag_of
from PySide6.QtCore import QDir, QObject, QProcess, QProcessEnvironment, QTemporaryFile, QTimer, Signal

from dagscope_app.model.paths import last_part
from dagscope_app.model.runs.exit_reasons import Ending

START_LIMIT_MS = 10_000
LOCATE_MS = 150
GUARD_LIMIT_MS = 1_500
LAST_WORDS_LIMIT = 20_000
# What came in is read so much at a time and for so long in one turn of the event loop: the window stays quick
# meanwhile.
SLICE_BYTES = 32_768
SLICE_S = 0.005
_FRAME = re.compile(r'File "(?P<file>[^"<]+)", line (?P<line>[0-9]+) in ')
_OURS = Path(dagscope.__file__).parent.as_posix() + "/"
_LIBRARIES = ("/site-packages/", "/dist-packages/", "/lib/python3", "/Lib/")
_MEMORY = re.compile(r"^dagscope memory (?P<word>limit|warning) (?P<used>\d{1,18}) (?P<limit>\d{1,18})$", re.MULTILINE)
BOOTSTRAP = str(Path(dagscope.__file__).parent / "worker" / "bootstrap.py")


class Child(QObject):
    """A worker process from its start to its end.

    Signals:
        received(Message): what it said, in order.
        ended(Ending): it is gone, and how that came.
        is_slow(): it has not said hello for a while; it may still.
        memory_is_short(str): it uses most of what it may; how much, and what it is doing.
        located(str): what it is doing, with the line where that was asked for.
    """

    received = Signal(object)
    ended = Signal(object)
    is_slow = Signal()
    memory_is_short = Signal(str)
    located = Signal(str)

    def __init__(self, interpreter: str, generation: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interpreter = interpreter
        self.generation = generation
        self.hello: Hello | None = None
        self.is_over = False
        self._is_refused = False
        self._reader = FrameReader()
        self._sequence = 0
        self._has_said_goodbye = False
        self._cause = ""
        self._detail = ""
        self._last_words = self._earlier_words = b""
        self._group = 0
        self._trail = QTemporaryFile(f"{QDir.tempPath()}/{temporary_prefix('worker')}XXXXXX.trail", self)
        self._trail.open()
        self._trail.close()
        make_breadcrumb_file(Path(self._trail.fileName()))
        self._process = QProcess(self)
        self._process.setProgram(interpreter)
        self._process.setArguments(worker_arguments(generation, self._trail.fileName()))
        self._process.setProcessEnvironment(_environment())
        if hasattr(QProcess, "UnixProcessParameters"):
            parameters = QProcess.UnixProcessParameters()
            parameters.flags = QProcess.UnixProcessFlag.CreateNewSession
            self._process.setUnixProcessParameters(parameters)
        self._process.readyReadStandardOutput.connect(self._on_process_ready_read)
        self._process.readyReadStandardError.connect(self._on_process_error_read)
        self._process.started.connect(self._on_process_started)
        self._process.errorOccurred.connect(self._on_process_error)
        self._process.finished.connect(self._on_process_finished)
        self._read_timer = QTimer(self)
        self._read_timer.setSingleShot(True)
        self._read_timer.setInterval(0)
        self._read_timer.timeout.connect(self._on_read_timeout)
        self._start_timer = QTimer(self)
        self._start_timer.setSingleShot(True)
        self._start_timer.setInterval(START_LIMIT_MS)
        self._start_timer.timeout.connect(self._on_start_timeout)
        self._locate_timer = QTimer(self)
        self._locate_timer.setSingleShot(True)
        self._locate_timer.setInterval(LOCATE_MS)
        self._locate_timer.timeout.connect(self._on_locate_timeout)
        self._guard_timer = QTimer(self)
        self._guard_timer.setSingleShot(True)
        self._guard_timer.setInterval(GUARD_LIMIT_MS)
        self._guard_timer.timeout.connect(self._on_guard_timeout)

    def start(self) -> None:
        """Start the process; a failure is reported by `ended`."""
        self._start_timer.start()
        self._process.start()

    @property
    def pid(self) -> int:
        """The process id; 0 when not running."""
        return int(self._process.processId())

    @property
    def is_usable(self) -> bool:
        """It lives, and has not said that its interpreter is too old."""
        return not self.is_over and not self._is_refused

    @property
    def has_unread(self) -> bool:
        """It said something that was not taken in yet."""
        return self._read_timer.isActive() or self._process.bytesAvailable() > 0

    def send(self, command: Command, number: int) -> None:
        """Write a command; one that is too large or comes too late is dropped by the process's end."""
        if self.is_over:
            return
        self._sequence += 1
        data = encode_command(command, generation=self.generation, sequence=self._sequence, id=number)
        self._process.write(data)

    def signal(self, what: GroupSignal) -> bool:
        """Send a signal to its process group; whether that is possible."""
        return bool(self.pid) and not self.is_over and system.signal_group(self.pid, what)

    def expect_end(self, cause: str) -> None:
        """Note the cause of an end that may come now."""
        self._cause = self._cause or cause

    def kill(self, cause: str, detail: str = "") -> None:
        """End it at once, for this cause."""
        self._cause = self._cause or cause
        self._detail = self._detail or detail
        self._end_leftovers(is_group=False)
        if self.is_over:
            return
        # The guard above it ends what else there is, and then itself; should it not, it is killed as well.
        if self.hello is not None and self.signal("continue"):
            self._guard_timer.start()
        else:
            self._kill_group()

    def _kill_group(self) -> None:
        if not self.signal("kill"):
            self._process.kill()

    def _on_process_ready_read(self) -> None:
        # Not read here: while a slice's rest waits for its turn, more of it must not come first.
        if not self._read_timer.isActive():
            self._read_timer.start()

    def _on_read_timeout(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._read_slice():
            if time.perf_counter() >= until:
                self._read_timer.start()
                return

    def _read_slice(self) -> bool:
        """Take in some of what came; whether there was anything."""
        data = bytes(self._process.read(SLICE_BYTES).data())
        try:
            for frame in self._reader.feed(data) if data else ():
                message = parse_event(frame, self.generation)
                if message is not None:
                    self._take(message)
        except ProtocolError as error:
            self.kill("protocol", str(error))
            return False
        return bool(data)

    def _take(self, message: Message[Event]) -> None:
        body = message.body
        if isinstance(body, Hello):
            self._start_timer.stop()
            self.hello = body
        elif isinstance(body, Unsupported):
            self._start_timer.stop()
            self._is_refused = True
        elif isinstance(body, Goodbye):
            self._has_said_goodbye = True
        self.received.emit(message)

    def _on_process_error_read(self) -> None:
        text = bytes(self._process.readAllStandardError().data())
        self._last_words = (self._last_words + text)[-LAST_WORDS_LIMIT:]
        for match in _MEMORY.finditer(text.decode("utf-8", "replace")):
            used = f"{gigabytes(int(match['used']))} of the {gigabytes(int(match['limit']))} it may use"
            doing = self.activity() or "running nothing"
            if match["word"] == "limit":
                self._cause, self._detail = self._cause or "memory-limit", f"{doing} ({used})"
            else:
                self.memory_is_short.emit(f"{used} while {doing}")

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end("launch-failed", f"{self.interpreter}: {self._process.errorString()}")

    def _on_process_started(self) -> None:
        self._group = self.pid  # noted now: a process that has ended has none any more

    def _on_start_timeout(self) -> None:
        self.is_slow.emit()

    def locate(self) -> None:
        """Ask where it is; `located` answers."""
        if self.hello is None or self.is_over:
            return
        self._earlier_words = self._last_words
        if not system.ask_where(self.hello.pid):
            self.send(Locate(), 0)
        self._locate_timer.start()

    def _on_locate_timeout(self) -> None:
        self._on_process_error_read()
        where = self.activity()
        self._last_words = self._earlier_words  # what was asked for is no sign of a crash
        self.located.emit(where)

    def _on_guard_timeout(self) -> None:
        self._kill_group()

    def _on_process_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_timer.stop()
        while self._read_slice():
            pass
        self._on_process_error_read()
        self._end_leftovers(is_group=True)
        if self._cause:
            self._end(self._cause, self._detail)
        elif status == QProcess.ExitStatus.CrashExit:
            self._end(crash_cause(code), self.activity())
        elif self._has_said_goodbye:
            self._end("clean", "")
        elif code == 0:
            self._end("exited-without-goodbye", self.activity() or self._words())
        else:
            self._end(f"exited({code})", self.activity() or self._words())

    def _end_leftovers(self, is_group: bool) -> None:
        """End the processes that the worker started."""
        if self.hello is not None:
            system.end_leftovers(self._group, tag_of(self.hello.pid, self.generation), group=is_group)

    def _breadcrumb(self) -> Breadcrumb:
        return read_breadcrumb(Path(self._trail.fileName()))

    def activity(self) -> str:
        """Return what it was doing when it ended, in a few words; empty when it ran no code of the project."""
        doing = words_of(self._breadcrumb())
        # All that is kept of it: under a deep call the project's line stands far from the end.
        line = crash_line(self._last_words.decode("utf-8", "replace")) if doing else ""
        return f"{doing} ({line})" if line else doing

    def _words(self) -> str:
        return self._last_words.decode("utf-8", "replace").strip()[-2000:]

    def _end(self, cause: str, detail: str) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._start_timer.stop()
        self._guard_timer.stop()
        self._locate_timer.stop()
        self.ended.emit(Ending(cause, detail, only_node_of(self._breadcrumb())))


def worker_arguments(generation: int, trail: str) -> list[str]:
    """Return the arguments of the interpreter: the bootstrap by its path, so that nothing has to be installed there."""
    parent = ["--parent", str(os.getpid()), "--memory", str(memory_limit(os.environ, system.total_memory()))]
    # Isolated: nothing of the project's or of PYTHONPATH (a sitecustomize.py) runs before the worker is ready.
    return ["-I", "-X", "utf8", "-B", BOOTSTRAP, "--generation", str(generation), "--breadcrumb", trail, *parent]


def crash_line(output: str) -> str:
    """Return the file and line of the project that a crash's traceback ends in: `flow.py, line 3`; empty without one.

    `faulthandler` writes the threads' frames, the newest first; those of libraries, ours among them, are passed over.
    """
    current = output.rpartition("Current thread")[2] or output
    for match in _FRAME.finditer(current):
        path = match["file"].replace("\\", "/")
        if not path.startswith(_OURS) and not any(part in path for part in _LIBRARIES):
            return f"{last_part(path)}, line {match['line']}"
    return ""


def crash_cause(number: int) -> str:
    """Return the cause of an end by a signal that nobody here sent."""
    if number == getattr(signal, "SIGKILL", 9):
        return "killed-unknown"
    try:
        return f"crashed({signal.Signals(number).name})"
    except ValueError:
        return f"crashed(signal {number})"


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUNBUFFERED", "1")
    if not environment.contains("MPLBACKEND"):
        environment.insert("MPLBACKEND", "Agg")
    return environment
