# SPDX-License-Identifier: MIT
"""Messages that HTTP/2 does and does not know (RFC 9113 section 8), and header blocks that are no HPACK."""
import h2_frames as h2
import hpack
from h2_case import ANYTHING, OK, Row, taken, whole


def head(*fields, end=False, then=b""):
    """Whatever fields, then a body of "ok" unless the head ends the stream."""
    def answer(_, stream):
        return h2.headers(stream, list(fields), end) + (b"" if end else then or h2.data(stream, b"ok", True))
    return answer


def behind_ok(*fields):
    return head(*OK, *fields)


def block(data):
    return lambda _, stream: h2.headers(stream, data) + h2.data(stream, b"ok", True)


def status_rows():
    yield Row("no field at all", "malformed", head())
    yield Row("no :status", "malformed", head((b"x", b"y")))
    yield Row("two :status", "malformed", head(*OK, *OK))
    yield Row("two :status that differ", "malformed", head(*OK, (b":status", b"404")))
    for value in (b"", b"abc", b"20", b"2000", b"20x", b"+20", b"-20", b" 200", b"200 ", b"2 0", b"0x2", b"20\0",
                  b"200 OK", b"200\r\nx: y", b"\xef\xbc\x92\xef\xbc\x90\xef\xbc\x90"):
        yield Row(f":status {value!r}", "malformed", head((b":status", value)))
    for value in (b"000", b"099", b"600", b"999"):
        yield Row(f":status {value!r}", ANYTHING, head((b":status", value)))
    yield Row("101", "malformed", head((b":status", b"101")))
    yield Row(":status behind a field", "malformed", head((b"x", b"y"), *OK))
    for name in (b":method", b":path", b":scheme", b":authority", b":protocol", b":foo", b":", b":Status"):
        yield Row(f"{name!r} in a response", "malformed", behind_ok((name, b"GET")))


def field_rows():
    for name in (b"X-Upper", b"xX", b"X"):
        yield Row(f"name {name!r}", "malformed", behind_ok((name, b"y")))
    for name in (b"", b"a b", b"a:b", b"a\0b", b"a\r\nb", b"a\nb", b"a\x7f", b"\xff", b"a(b", b"x ", b" x", b"\x1b[2J"):
        yield Row(f"name {name!r}", "malformed", behind_ok((name, b"y")))
    for value in (b"a\rb", b"a\nb", b"a\0b", b"a\r\nset-cookie: a=b", b"\0", b"\n", b"a\r", b"\na"):
        yield Row(f"value {value!r}", "malformed", behind_ok((b"x", value)))
    for value in (b" a", b"a ", b"\ta", b"a\x01b", b"\x1b[31m", b"a\x7f", b"\x9b2J"):
        yield Row(f"value {value!r}", ANYTHING, behind_ok((b"x", value)))
    yield taken("an empty value, and one beyond ASCII", behind_ok((b"x", b""), (b"y", "\u00fc".encode()),
                                                                   (b"z", b"\xff\xfe")))
    for name, value in ((b"connection", b"close"), (b"connection", b"keep-alive"), (b"keep-alive", b"timeout=5"),
                        (b"proxy-connection", b"keep-alive"), (b"transfer-encoding", b"chunked"),
                        (b"upgrade", b"websocket"), (b"transfer-encoding", b"identity")):
        yield Row(f"{name.decode()}: {value.decode()}", "malformed", behind_ok((name, value)))


def length_rows():
    length = lambda value: (b"content-length", value)
    for value in (b"3", b"1", b"0", b"18446744073709551615", b"9223372036854775807"):
        yield Row(f"content-length {value.decode()} and 2 bytes", "malformed", behind_ok(length(value)))
    for value in (b"+2", b"-2", b"2x", b"0x2", b"", b"2 2", b"1e1", b"2.0", b"99999999999999999999999"):
        yield Row(f"content-length {value!r}", "malformed", behind_ok(length(value)))
    yield Row("content-length twice, differing", "malformed", behind_ok(length(b"2"), length(b"3")))
    yield Row("content-length twice, the same", ANYTHING, behind_ok(length(b"2"), length(b"2")))
    yield Row("content-length as a list", ANYTHING, behind_ok(length(b"2, 2")))
    yield Row("content-length and the end of the stream", "malformed", head(*OK, length(b"2"), end=True))
    yield Row("content-length and trailers before it", "malformed", lambda _, s: h2.headers(s, [*OK, length(b"9")])
              + h2.data(s, b"ok") + h2.headers(s, [(b"x", b"y")], True))
    yield Row("a byte too much in a frame of its own", "malformed", lambda _, s: h2.headers(s, [*OK, length(b"2")])
              + h2.data(s, b"ok") + h2.data(s, b"!", True))
    yield taken("content-length that fits", behind_ok(length(b"2")))
    yield taken("content-length 0", head(*OK, length(b"0"), end=True), b"")


def no_body_rows():
    for status in (b"204", b"304"):
        only = (b":status", status)
        yield taken(f"{status.decode()}", head(only, end=True), b"")
        yield taken(f"{status.decode()} and an empty DATA", lambda _, s, only=only: h2.headers(s, [only])
                    + h2.data(s, b"", True), b"")
        yield Row(f"{status.decode()} with a body", ANYTHING, head(only))
    yield taken("304 with a content-length", head((b":status", b"304"), (b"content-length", b"5"), end=True), b"")
    yield Row("204 with a content-length", ANYTHING, head((b":status", b"204"), (b"content-length", b"5"), end=True))
    yield taken("HEAD with a content-length", head(*OK, (b"content-length", b"5"), end=True), None, options=("-I",))
    yield Row("HEAD answered with DATA", ANYTHING, behind_ok(), options=("-I",))
    yield taken("HEAD and an empty DATA", lambda _, s: h2.headers(s, OK) + h2.data(s, b"", True), None,
                options=("-I",))


def interim_rows():
    def interim(*statuses, end=False):
        return lambda _, s: b"".join(h2.headers(s, [(b":status", status), (b"link", b"</a>")], end)
                                     for status in statuses) + whole(s)
    yield taken("103 before the response", interim(b"103"))
    yield taken("100, 102 and 103", interim(b"100", b"102", b"103"))
    yield taken("an interim status of no meaning", interim(b"199"))
    yield Row("1xx that ends the stream", "malformed", lambda _, s: h2.headers(s, [(b":status", b"103")], True))
    yield Row("101 before the response", "malformed", interim(b"101"))
    yield Row("DATA behind an interim response", "malformed", lambda _, s: h2.headers(s, [(b":status", b"103")])
              + h2.data(s, b"no") + whole(s))
    yield Row("1xx behind the final response", "malformed", lambda _, s: h2.headers(s, OK)
              + h2.headers(s, [(b":status", b"103")]) + h2.data(s, b"ok", True))


def trailer_rows():
    def with_trailers(fields, end=True):
        return lambda _, s: h2.headers(s, OK) + h2.data(s, b"ok") + h2.headers(s, fields, end)
    yield taken("trailers", with_trailers([(b"x-sum", b"1"), (b"x-sum", b"2")]))
    yield taken("trailers of no field", with_trailers([]))
    yield taken("trailers without a body", lambda _, s: h2.headers(s, OK) + h2.headers(s, [(b"x", b"y")], True), b"")
    yield Row("trailers that do not end the stream", "malformed", lambda c, s: with_trailers([(b"x", b"y")], False)(c, s)
              + h2.data(s, b"", True))
    yield Row("a second head", "malformed", lambda _, s: h2.headers(s, OK) + whole(s))
    yield Row("a second head behind a body", "malformed", lambda _, s: h2.headers(s, OK) + h2.data(s, b"ok") + whole(s))
    for fields in ([(b":status", b"200")], [(b"x", b"y"), (b":status", b"200")], [(b":path", b"/")],
                   [(b":foo", b"x")], [(b"X-Upper", b"y")], [(b"", b"y")], [(b"x", b"a\nb")], [(b"x", b"a\0b")],
                   [(b"connection", b"close")], [(b"transfer-encoding", b"chunked")]):
        yield Row(f"trailers {fields}", "malformed", with_trailers(fields))


def hpack_rows():
    ok = hpack.encode(OK)
    broken = [("index 0", b"\x80"), ("an index beyond the tables", b"\xc0"), ("a huge index", b"\xff\x80\x80\x80\x7f"),
              ("an integer without end", b"\xff" + b"\x80" * 40 + b"\x01"), ("an integer cut short", b"\xff\x80"),
              ("a name beyond the tables", b"\x7f\x20\x01y"), ("a string beyond the block", b"\x00\x05x"),
              ("a huge string", b"\x00\x7f\xff\xff\xff\x0fx"), ("a literal without value", b"\x00\x01x"),
              ("a Huffman string that is EOS", b"\x00\x84\xff\xff\xff\xff\x01y"),
              ("Huffman padding of zeros", b"\x00\x81\x18\x01y"),
              ("Huffman padding of a byte", b"\x00\x82\x1f\xff\x01y"),
              ("a table larger than we announced", b"\x3f\xe1\xff\x7f"),
              ("a table size behind a field", b"\x20")]
    for name, data in broken:
        yield Row(name, "connection", block(ok + data))
    yield Row("a table larger than announced, in its place", "connection", block(b"\x3f\xe1\xff\x7f" + ok))
    yield Row("a head cut in the middle of a field", "connection", block(ok[:-1]))
    yield taken("a table made empty", block(b"\x20" + ok))
    yield taken("a table made empty and full again", block(b"\x20\x3f\xe1\x1f" + ok))
    yield taken("fields from both tables", block(b"\x88" + hpack.indexed_literal(b"x", b"y") + b"\xbe\xbe"))
    yield taken("a field too large for the table", block(ok + hpack.indexed_literal(b"x", b"y" * 5000)))
    yield taken("Huffman coded", block(ok + b"\x00\x01x\x8c" + bytes.fromhex("f1e3c2e5f23a6ba0ab90f4ff")))
    yield taken("never to be indexed", block(ok + b"\x10\x01x\x01y"))
