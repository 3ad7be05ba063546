# SPDX-License-Identifier: MIT
"""Frames of HTTP/2 as bytes (RFC 9113 section 6), well-formed unless the caller says otherwise."""
import dataclasses

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
NAMES = ["DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE",
         "CONTINUATION"]
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITIZED = 0x1, 0x1, 0x4, 0x8, 0x20
TABLE_SIZE, ENABLE_PUSH, MAX_STREAMS, INITIAL_WINDOW, MAX_FRAME, MAX_LIST = range(1, 7)
(NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR,
 REFUSED_STREAM, CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM, INADEQUATE_SECURITY,
 HTTP_1_1_REQUIRED) = range(14)
ERROR_NAMES = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
               "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR",
               "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"]
MOST_STREAM = MOST_WINDOW = (1 << 31) - 1


@dataclasses.dataclass
class Frame:
    """One frame as it came."""
    type: int
    flags: int
    stream: int
    payload: bytes

    def __str__(self):
        name = NAMES[self.type] if self.type < len(NAMES) else hex(self.type)
        return f"{name} flags={self.flags:#x} stream={self.stream} length={len(self.payload)}"


def number(value):
    return value.to_bytes(4, "big")


def frame(kind, flags=0, stream=0, payload=b"", length=None):
    """`length`: what the header claims in place of the payload's."""
    length = len(payload) if length is None else length
    return length.to_bytes(3, "big") + bytes([kind, flags]) + number(stream) + payload


def block(fields):
    """A header block: bytes stay, pairs are encoded."""
    return fields if isinstance(fields, bytes) else hpack.encode(fields)


def headers(stream, fields, end=False, flags=END_HEADERS):
    return frame(HEADERS, flags | (END_STREAM if end else 0), stream, block(fields))


def continuation(stream, payload=b"", flags=0):
    return frame(CONTINUATION, flags, stream, payload)


def data(stream, payload=b"", end=False):
    return frame(DATA, END_STREAM if end else 0, stream, payload)


def padded(kind, stream, payload, padding, flags=0, claimed=None):
    """`claimed`: the padding's length as the frame has it, for lies."""
    claimed = padding if claimed is None else claimed
    return frame(kind, flags | PADDED, stream, bytes([claimed]) + payload + b"\0" * padding)


def settings(*pairs):
    return frame(SETTINGS, 0, 0, b"".join(name.to_bytes(2, "big") + number(value) for name, value in pairs))


def ping(payload=b"12345678", flags=0):
    return frame(PING, flags, 0, payload)


def goaway(last=0, error=NO_ERROR, debug=b""):
    return frame(GOAWAY, 0, 0, number(last) + number(error) + debug)


def reset(stream, error):
    return frame(RST_STREAM, 0, stream, number(error))


def window_update(stream, by):
    return frame(WINDOW_UPDATE, 0, stream, number(by))


def priority(stream, on=0, weight=15):
    return frame(PRIORITY, 0, stream, number(on) + bytes([weight]))


def push_promise(stream, promised, fields):
    return frame(PUSH_PROMISE, END_HEADERS, stream, number(promised) + block(fields))
