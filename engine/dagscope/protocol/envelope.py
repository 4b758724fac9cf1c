"""What the window and the worker say to each other: messages to frames and back, checked. It must not do any of it.

    window:  data = encode_command(Ping(), generation=1, id=7)
             for frame in reader.feed(bytes_read):
                 message = parse_event(frame, generation=1)
                 if message is not None: ...   # message.body is a Hello, Batch, ...; message.id the request's

`None` is an unknown type or an older generation: to be counted and dropped. Everything that is malformed raises
`ProtocolError`; the worker that sent it is to be ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dagscope.protocol.codec import from_json, to_message
from dagscope.protocol.framing import MAX_BYTES, MAX_JSON, Frame, FrameReader, ProtocolError, encode
from dagscope.protocol.messages import COMMAND_TYPES, EVENT_TYPES, Command, Event

PROTOCOL_VERSION = 1
MAIN_SLOT = "main"
NODES_IN_A_PAGE = 200
_COMMAND_NAMES = {cls: name for name, cls in COMMAND_TYPES.items()}
_EVENT_NAMES = {cls: name for name, cls in EVENT_TYPES.items()}

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Message(Generic[Body]):
    """One message with its envelope; `id` is 0 where nobody asked."""

    body: Body
    id: int = 0
    generation: int = 0
    sequence: int = 0
    attachment: bytes = b""


def _encode(kind: str, body: Any, generation: int, sequence: int, id: int, attachment: bytes, version: int) -> bytes:
    message: dict[str, Any] = {"v": version, "gen": generation, "seq": sequence, "type": kind, "id": id}
    message.update(to_message(body))
    return encode(message, attachment)


def encode_command(body: Command, *, generation: int, sequence: int = 0, id: int = 0) -> bytes:
    """Return the bytes of a command."""
    return _encode(_COMMAND_NAMES[type(body)], body, generation, sequence, id, b"", PROTOCOL_VERSION)


def encode_event(body: Event, *, generation: int, sequence: int = 0, id: int = 0, attachment: bytes = b"") -> bytes:
    """Return the bytes of an event."""
    return _encode(_EVENT_NAMES[type(body)], body, generation, sequence, id, attachment, PROTOCOL_VERSION)


def _envelope(frame: Frame) -> tuple[str, int, int, int]:
    message = frame.message
    version, kind = message.get("v"), message.get("type")
    if version != PROTOCOL_VERSION or type(version) is not int:
        raise ProtocolError(f"protocol version {version!r} instead of {PROTOCOL_VERSION}")
    if type(kind) is not str:
        raise ProtocolError("a message without a type")
    numbers = [message.get(name, 0) for name in ("gen", "seq", "id")]
    if any(type(number) is not int or not 0 <= number < 2**63 for number in numbers):
        raise ProtocolError("gen, seq and id are numbers that count up")
    return kind, numbers[0], numbers[1], numbers[2]


def _parse(frame: Frame, types: dict[str, type[Any]], generation: int | None) -> Message[Any] | None:
    kind, own_generation, sequence, id = _envelope(frame)
    if generation is not None and own_generation != generation:
        return None
    cls = types.get(kind)
    if cls is None:
        return None
    body = from_json(cls, frame.message, kind)
    return Message(body, id, own_generation, sequence, frame.attachment)


def parse_event(frame: Frame, generation: int | None = None) -> Message[Event] | None:
    """Read what a worker said; `None` for an unknown type or another generation.

    Raises:
        ProtocolError: it is malformed.
    """
    return _parse(frame, EVENT_TYPES, generation)


def parse_command(frame: Frame) -> Message[Command] | None:
    """Read what a window said; `None` for an unknown type.

    Raises:
        ProtocolError: it is malformed.
    """
    return _parse(frame, COMMAND_TYPES, None)


__all__ = [
    "MAIN_SLOT",
    "MAX_BYTES",
    "MAX_JSON",
    "NODES_IN_A_PAGE",
    "PROTOCOL_VERSION",
    "Frame",
    "FrameReader",
    "Message",
    "ProtocolError",
    "encode",
    "encode_command",
    "encode_event",
    "parse_command",
    "parse_event",
]
