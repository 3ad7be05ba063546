# SPDX-License-Identifier: MIT
"""Frames that break RFC 9113 sections 4 to 6, and those that only look as if they did."""
import h2_frames as h2
import hpack
import h2_peer
from h2_case import ANYTHING, OK, Row, taken, whole


def before(data, kind="connection", name=None, **more):
    """The frames, then a good response: whoever passes over them gets one."""
    def answer(_, stream):
        made = data(stream) if callable(data) else data
        return made + whole(stream)
    return Row(name, kind, answer, **more)


def rows_of(kind, table):
    for name, data in table:
        yield before(data, kind, name, body=b"ok" if kind == "taken" else None)


def settings_rows():
    value = lambda name, number: h2.settings((name, number))
    yield from rows_of("connection", [
        ("SETTINGS on a stream", lambda s: h2.frame(h2.SETTINGS, 0, s)),
        ("SETTINGS of 5 bytes", h2.frame(h2.SETTINGS, 0, 0, b"\0" * 5)),
        ("SETTINGS of 7 bytes", h2.frame(h2.SETTINGS, 0, 0, b"\0" * 7)),
        ("an acknowledgement with a payload", h2.frame(h2.SETTINGS, h2.ACK, 0, b"\0" * 6)),
        ("MAX_FRAME_SIZE 0", value(h2.MAX_FRAME, 0)), ("MAX_FRAME_SIZE 16383", value(h2.MAX_FRAME, 16_383)),
        ("MAX_FRAME_SIZE 2^24", value(h2.MAX_FRAME, 1 << 24)),
        ("MAX_FRAME_SIZE 2^32-1", value(h2.MAX_FRAME, (1 << 32) - 1)),
        ("INITIAL_WINDOW_SIZE 2^31", value(h2.INITIAL_WINDOW, 1 << 31)),
        ("INITIAL_WINDOW_SIZE 2^32-1", value(h2.INITIAL_WINDOW, (1 << 32) - 1)),
        ("ENABLE_PUSH 2", value(h2.ENABLE_PUSH, 2)),
    ])
    yield before(lambda s: h2.window_update(s, h2.MOST_WINDOW - 70_000) + value(h2.INITIAL_WINDOW, 1 << 30), "protocol",
                 "a window that overflows by SETTINGS")
    yield before(h2.frame(h2.SETTINGS, h2.ACK), ANYTHING, "an acknowledgement of nothing")
    yield before(value(h2.ENABLE_PUSH, 1), ANYTHING, "a server that enables push")
    yield from rows_of("taken", [
        ("SETTINGS without any", h2.settings()),
        ("SETTINGS again", h2.settings((h2.MAX_STREAMS, 5), (h2.MAX_STREAMS, 7))),
        ("unknown settings", h2.settings((0xface, 7), (0, 1), (0xffff, 0xffffffff), (7, 3))),
        ("MAX_CONCURRENT_STREAMS 2^32-1", value(h2.MAX_STREAMS, (1 << 32) - 1)),
        ("HEADER_TABLE_SIZE 0", value(h2.TABLE_SIZE, 0)),
        ("HEADER_TABLE_SIZE 2^32-1", value(h2.TABLE_SIZE, (1 << 32) - 1)),
        ("MAX_FRAME_SIZE 2^24-1", value(h2.MAX_FRAME, (1 << 24) - 1)),
        ("INITIAL_WINDOW_SIZE 2^31-1", value(h2.INITIAL_WINDOW, h2.MOST_WINDOW)),
        ("INITIAL_WINDOW_SIZE 0", value(h2.INITIAL_WINDOW, 0)), ("ENABLE_PUSH 0", value(h2.ENABLE_PUSH, 0)),
        ("MAX_HEADER_LIST_SIZE 2^32-1", value(h2.MAX_LIST, (1 << 32) - 1)),
    ])


def length_rows():
    def oversize(kind, flags=0, stream=True):
        def answer(connection, number):
            payload = b"\0" * (connection.settings.get(h2.MAX_FRAME, 16_384) + 1)
            return h2.headers(number, OK) + h2.frame(kind, flags, number if stream else 0, payload)
        return answer
    yield from rows_of("connection", [
        ("PING of 7 bytes", h2.frame(h2.PING, 0, 0, b"x" * 7)), ("PING of 9 bytes", h2.frame(h2.PING, 0, 0, b"x" * 9)),
        ("PING of none", h2.frame(h2.PING)), ("PING on a stream", lambda s: h2.frame(h2.PING, 0, s, b"x" * 8)),
        ("WINDOW_UPDATE of 3 bytes", h2.frame(h2.WINDOW_UPDATE, 0, 0, b"\0\0\1")),
        ("WINDOW_UPDATE of 5 bytes", lambda s: h2.frame(h2.WINDOW_UPDATE, 0, s, b"\0\0\0\0\1")),
        ("RST_STREAM of 3 bytes", lambda s: h2.frame(h2.RST_STREAM, 0, s, b"\0\0\0")),
        ("RST_STREAM of 5 bytes", lambda s: h2.frame(h2.RST_STREAM, 0, s, b"\0\0\0\0\0")),
        ("GOAWAY of 7 bytes", h2.frame(h2.GOAWAY, 0, 0, b"\0" * 7)),
        ("GOAWAY on a stream", lambda s: h2.frame(h2.GOAWAY, 0, s, b"\0" * 8)),
    ])
    yield from rows_of("protocol", [
        ("PRIORITY of 4 bytes", lambda s: h2.frame(h2.PRIORITY, 0, s, b"\0" * 4)),
        ("PRIORITY of 6 bytes", lambda s: h2.frame(h2.PRIORITY, 0, s, b"\0" * 6)),
    ])
    for name, kind, flags, stream in (("DATA", h2.DATA, 0, True), ("HEADERS", h2.HEADERS, h2.END_HEADERS, True),
                                      ("SETTINGS", h2.SETTINGS, 0, False), ("GOAWAY", h2.GOAWAY, 0, False),
                                      ("an unknown frame", 0xbe, 0, True)):
        yield Row(f"{name} longer than we take", "protocol", oversize(kind, flags, stream))
    yield Row("a frame of 2^24-1 bytes", "connection",
              lambda _, s: h2.headers(s, OK) + h2.frame(h2.DATA, 0, s, b"x" * 1000, length=(1 << 24) - 1))


def stream_rows():
    yield from rows_of("connection", [
        ("HEADERS on stream 0", h2.headers(0, OK)), ("DATA on stream 0", h2.data(0, b"x")),
        ("RST_STREAM on stream 0", h2.reset(0, h2.CANCEL)), ("CONTINUATION on stream 0", h2.continuation(0)),
        ("HEADERS on a stream of ours that is idle", lambda s: h2.headers(s + 98, OK)),
        ("DATA on a stream of ours that is idle", lambda s: h2.data(s + 98, b"x")),
        ("RST_STREAM on an idle stream", lambda s: h2.reset(s + 98, h2.CANCEL)),
        ("WINDOW_UPDATE on an idle stream", lambda s: h2.window_update(s + 98, 1)),
        ("HEADERS on a stream of the server's", h2.headers(2, OK)),
        ("DATA on a stream of the server's", h2.data(2, b"x")),
        ("CONTINUATION of nothing", lambda s: h2.continuation(s, b"", h2.END_HEADERS)),
        ("CONTINUATION on another stream", lambda s: h2.headers(s, OK, flags=0) + h2.continuation(s + 2, b"", 4)),
        ("PING between HEADERS and CONTINUATION", lambda s: h2.headers(s, OK, flags=0) + h2.ping()),
        ("DATA between HEADERS and CONTINUATION", lambda s: h2.headers(s, OK, flags=0) + h2.data(s, b"ok", True)),
        ("an unknown frame between HEADERS and CONTINUATION",
         lambda s: h2.headers(s, OK, flags=0) + h2.frame(0xbe, 0, s)),
        ("HEADERS between HEADERS and CONTINUATION", lambda s: h2.headers(s, OK, flags=0) + h2.headers(s, OK)),
        ("a promise", lambda s: h2.push_promise(s, 2, [(b":method", b"GET"), (b":path", b"/"), (b":scheme", b"http"),
                                                       (b":authority", b"127.0.0.1")])),
        ("a promise on stream 0", h2.push_promise(0, 2, [])),
        ("a promise of stream 0", lambda s: h2.push_promise(s, 0, [])),
        ("a promise of a stream of ours", lambda s: h2.push_promise(s, 3, [])),
        ("a promise cut short", lambda s: h2.frame(h2.PUSH_PROMISE, h2.END_HEADERS, s, b"\0\0")),
        ("WINDOW_UPDATE of 0 on the connection", h2.window_update(0, 0)),
        ("WINDOW_UPDATE that overflows the connection's", h2.window_update(0, h2.MOST_WINDOW)),
        ("PRIORITY on stream 0", h2.priority(0)),
    ])
    yield from rows_of("protocol", [
        ("DATA before HEADERS", lambda s: h2.data(s, b"x")),
        ("an empty DATA before HEADERS", lambda s: h2.data(s)),
        ("DATA that ends the stream before HEADERS", lambda s: h2.data(s, b"", True)),
        ("WINDOW_UPDATE of 0 on the stream", lambda s: h2.window_update(s, 0)),
        ("WINDOW_UPDATE that overflows the stream's", lambda s: h2.window_update(s, h2.MOST_WINDOW)),
    ])
    behind = [("HEADERS", lambda s: h2.headers(s, OK)), ("DATA", lambda s: h2.data(s, b"x")),
              ("an empty DATA", lambda s: h2.data(s, b"", True)),
              ("trailers", lambda s: h2.headers(s, [(b"x", b"y")], True))]
    for name, data in behind:
        yield Row(f"{name} behind the end of the stream", ANYTHING, lambda _, s, data=data: whole(s) + data(s))


def harmless_rows():
    yield from rows_of("taken", [
        ("an unknown frame", lambda s: h2.frame(0xbe, 0xff, s, b"x" * 100)),
        ("an unknown frame on stream 0", h2.frame(0x1f, 0, 0, b"x")),
        ("ALTSVC", h2.frame(0x0a, 0, 0, b"\0\1xh3=\":1\"")),
        ("ORIGIN", h2.frame(0x0c, 0, 0, b"\0\x09https://a")), ("PING", h2.ping()),
        ("an answer to no PING", h2.ping(flags=h2.ACK)),
        ("PRIORITY", lambda s: h2.priority(s) + h2.priority(s + 98, s, 255) + h2.priority(6)),
        ("PRIORITY_UPDATE", h2.frame(0x10, 0, 0, b"\0\0\0\1u=1")),
        ("flags that mean nothing", lambda s: h2.frame(h2.PING, 0xf0, 0, b"x" * 8)),
        ("WINDOW_UPDATE", lambda s: h2.window_update(s, 1) + h2.window_update(0, 1)),
    ])
    yield Row("PRIORITY on itself", ANYTHING, lambda _, s: h2.priority(s, s) + whole(s))
    ok = hpack.encode(OK)
    # Eight CONTINUATIONs are what some libraries take at the most.
    cut = lambda s: h2.headers(s, ok[:2], flags=0) + b"".join(
        h2.continuation(s, ok[i:i + 2], h2.END_HEADERS if i >= len(ok) - 2 else 0) for i in range(2, len(ok), 2))
    made = [
        ("a head in pieces of two bytes", lambda s: cut(s) + h2.data(s, b"ok", True)),
        ("a head in an empty HEADERS and one CONTINUATION",
         lambda s: h2.headers(s, b"", flags=0) + h2.continuation(s, ok, 4) + h2.data(s, b"ok", True)),
        ("padding", lambda s: h2.padded(h2.HEADERS, s, ok, 255, h2.END_HEADERS)
         + h2.padded(h2.DATA, s, b"o", 200) + h2.padded(h2.DATA, s, b"k", 0, h2.END_STREAM)),
        ("padding alone", lambda s: h2.headers(s, OK) + h2.padded(h2.DATA, s, b"", 10) + h2.data(s, b"ok", True)),
        ("a head with a priority", lambda s: h2.frame(h2.HEADERS, h2.END_HEADERS | h2.PRIORITIZED, s,
                                                      b"\0\0\0\0\x0f" + ok) + h2.data(s, b"ok", True)),
        ("DATA of a byte each", lambda s: h2.headers(s, OK) + h2.data(s, b"o") + h2.data(s, b"k")
         + h2.data(s, b"", True)),
        ("a reserved bit", lambda s: h2.headers(s | 1 << 31, OK) + h2.data(s | 1 << 31, b"ok", True)),
    ]
    for name, data in made:
        yield taken(name, lambda _, s, data=data: data(s))


def padding_rows():
    ok = hpack.encode(OK)
    made = [
        ("DATA with more padding than bytes", lambda s: h2.headers(s, OK) + h2.padded(h2.DATA, s, b"ok", 0, 1, 3)),
        ("DATA of padding alone, a byte too much", lambda s: h2.headers(s, OK) + h2.padded(h2.DATA, s, b"", 4, 1, 5)),
        ("padded DATA without a byte", lambda s: h2.headers(s, OK) + h2.frame(h2.DATA, h2.PADDED, s)),
        ("HEADERS with more padding than bytes", lambda s: h2.padded(h2.HEADERS, s, ok, 0, h2.END_HEADERS, 200)),
        ("padded HEADERS without a byte", lambda s: h2.frame(h2.HEADERS, h2.PADDED | h2.END_HEADERS, s)),
        ("HEADERS too short for its priority",
         lambda s: h2.frame(h2.HEADERS, h2.PRIORITIZED | h2.END_HEADERS, s, b"\0\0\0")),
    ]
    for name, data in made:
        yield Row(name, "connection", lambda _, s, data=data: data(s))


def says(data, how=None):
    """What takes the place of frames, once a request's first bytes are there."""
    def raw(connection):
        connection.read_preface()
        connection.send(data)
        return how
    return raw


# Not one frame of ours is a server's preface.
NO_PREFACE = [
    ("an HTTP/1.1 response", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    ("an HTTP/1.1 error", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    ("a page without a head", b"<html><body>no</body></html>\n"), ("an SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n" * 4),
    ("escape sequences", b"\x1b]0;x\x07\x1b[2J" * 4), ("zeros", b"\0" * 64), ("ones", b"\xff" * 64),
    ("the client's preface", h2.PREFACE + h2.settings()),
]
NO_SETTINGS_FIRST = [
    ("PING first", h2.ping() + h2.settings()), ("HEADERS first", whole(1)),
    ("GOAWAY first", h2.goaway() + h2.settings()),
    ("WINDOW_UPDATE first", h2.window_update(0, 1) + h2.settings()),
    ("an unknown frame first", h2.frame(0xbe) + h2.settings()),
    ("an acknowledgement first", h2.frame(h2.SETTINGS, h2.ACK) + h2.settings()),
]


def first_rows():
    for name, data in NO_PREFACE:
        yield Row(name, "no h2 but h1" if "HTTP/1.1" in name else "not h2", raw=says(data, h2_peer.FIN))
    for name, data in NO_SETTINGS_FIRST:
        yield Row(name, "connection", raw=says(data))
    yield Row("half of an HTTP/1.1 status line", "no h2 but h1", raw=says(b"HTTP/1", h2_peer.FIN))
    yield Row("half of a frame's head", "cut head", raw=says(b"\0\0\0\4", h2_peer.FIN))
    yield Row("the end at once", "empty", raw=says(b"", h2_peer.FIN))
    yield Row("a reset at once", "cut head", raw=says(b"", h2_peer.RST))
    yield Row("SETTINGS and the end", "cut head", raw=says(h2.settings(), h2_peer.FIN))
    yield Row("SETTINGS and a reset", "cut head", raw=says(h2.settings(), h2_peer.RST))
