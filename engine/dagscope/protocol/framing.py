"""Bytes to frames and back. It must not know what a message means.

A frame is `u32 big-endian length | u8 kind`, then `length` bytes: `J` is a JSON object, `B` the bytes that belong to
the `J` before it (which says `has_bytes: true`). Everything read is taken to be hostile: no length, nesting, number
or text can cost more memory than the frame itself or raise anything but `ProtocolError`.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from dagscope.errors import DagscopeError

MAX_JSON = 1024 * 1024
MAX_BYTES = 4 * 1024 * 1024
_HEADER = struct.Struct(">IB")
_JSON, _BYTES = ord("J"), ord("B")
_MAX_DIGITS = 19


class ProtocolError(DagscopeError):
    """The other side does not speak the protocol; the connection cannot go on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One JSON object and the bytes that came with it (empty when there are none)."""

    message: dict[str, Any]
    attachment: bytes = b""


def _no_constant(text: str) -> NoReturn:
    raise ProtocolError(f"{text} is no JSON number")


def _int(text: str) -> int:
    if len(text) > _MAX_DIGITS + 1:
        raise ProtocolError(f"an integer of {len(text)} digits")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ProtocolError("a number beyond the range of floats")
    return value


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_int=_int, parse_float=_float)


def decode_json(data: bytes) -> dict[str, Any]:
    """Return one JSON object from one frame's bytes.

    Raises:
        ProtocolError: anything else than a plain JSON object in UTF-8.
    """
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise ProtocolError(f"a frame is not JSON: {type(error).__name__}: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise ProtocolError(f"a frame holds a JSON {type(value).__name__}, not an object")
    return value


def _frame(kind: int, payload: bytes) -> bytes:
    limit = MAX_JSON if kind == _JSON else MAX_BYTES
    if len(payload) > limit:
        raise ProtocolError(f"a frame of {len(payload):,} bytes, {limit:,} is the most")
    return _HEADER.pack(len(payload), kind) + payload


def encode(message: dict[str, Any], attachment: bytes = b"") -> bytes:
    """Return the frame, or two frames, of a message.

    Raises:
        ProtocolError: the message is too large, or holds NaN or something that is not JSON.
    """
    whole = {**message, "has_bytes": True} if attachment else message
    try:
        text = json.dumps(whole, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"a message cannot be written as JSON: {error}") from None
    frames = _frame(_JSON, text.encode("ascii"))
    return frames + _frame(_BYTES, attachment) if attachment else frames


class FrameReader:
    """Collects bytes as they come and gives the whole frames in them. Once broken it stays broken."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: dict[str, Any] | None = None
        self._failure: str | None = None

    def feed(self, data: bytes) -> list[Frame]:
        """Take the bytes read and return what is complete.

        Raises:
            ProtocolError: the stream is malformed, now or before.
        """
        if self._failure is not None:
            raise ProtocolError(self._failure)
        self._buffer += data
        try:
            return self._drain()
        except ProtocolError as error:
            self._failure = str(error)
            self._buffer.clear()
            raise

    def finish(self) -> None:
        """Say that the stream ended.

        Raises:
            ProtocolError: it ended inside a frame.
        """
        if self._buffer or self._waiting is not None:
            raise ProtocolError("the stream ended inside a frame")

    def _drain(self) -> list[Frame]:
        frames: list[Frame] = []
        position = 0
        buffer = self._buffer
        while len(buffer) - position >= _HEADER.size:
            length, kind = _HEADER.unpack_from(buffer, position)
            self._check_header(length, kind)
            end = position + _HEADER.size + length
            if len(buffer) < end:
                break
            payload = bytes(memoryview(buffer)[position + _HEADER.size : end])
            position = end
            frame = self._take(kind, payload)
            if frame is not None:
                frames.append(frame)
        if position:
            del buffer[:position]
        return frames

    def _check_header(self, length: int, kind: int) -> None:
        if kind not in (_JSON, _BYTES):
            raise ProtocolError(f"a frame of the unknown kind {kind}")
        limit = MAX_JSON if kind == _JSON else MAX_BYTES
        if not 0 < length <= limit:
            raise ProtocolError(f"a frame of {length:,} bytes; 1 to {limit:,} are allowed")
        if (kind == _BYTES) != (self._waiting is not None):
            raise ProtocolError("bytes came without their message, or a message without its bytes")

    def _take(self, kind: int, payload: bytes) -> Frame | None:
        if kind == _BYTES:
            message, self._waiting = self._waiting, None
            return Frame(message or {}, payload)
        message = decode_json(payload)
        if message.get("has_bytes") is True:
            self._waiting = message
            return None
        return Frame(message)
