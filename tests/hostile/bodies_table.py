# SPDX-License-Identifier: MIT
"""Framing, one row each: lengths, transfer codings, chunks, trailers, cuts and surplus."""
import random

from peer import FIN, OPEN, RST, Row, refused, response, taken

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OK_CHUNKS = b"2\r\nok\r\n0\r\n\r\n"
EVIL = response(b"200 EVIL", b"X-Evil: 1\r\n", b"evil")

LENGTHS_TAKEN = [
    (b"Content-Length: 2", b"ok"), (b"content-length:2", b"ok"), (b"CONTENT-LENGTH:\t 2 \t", b"ok"),
    (b"Content-Length: 002", b"ok"), (b"Content-Length: 0000000000000000000000002", b"ok"),
    (b"Content-Length: 2\r\nContent-Length: 2", b"ok"), (b"Content-Length: 2, 2", b"ok"),
    (b"Content-Length: 2,2,2", b"ok"), (b"Content-Length: 2\r\nContent-Length: 02", b"ok"),
    (b"Content-Length: 2\r\ncontent-length: 2, 2", b"ok"), (b"Content-Length: 08", b"okokokok"),
    (b"Content-Length: 010", b"okokokokok"), (b"Content-Length:\r\n 2", b"ok"), (b"Content-Length: 2\r\n\t", b"ok"),
]

LENGTHS_REFUSED = [
    b"-2", b"+2", b"0x2", b"2.0", b"2e0", b"2_0", b"2 0", b"2;q=1", b"\"2\"", b"'2'", b"", b"   ", b"two", b"2,", b",2",
    b",", b"2,,2", b"2, 3", b"3, 2", b"2 2", b"2\x0b", b"\x0c2", b"\xa02", b"2\x85", b"\xd9\xa2", b"\xef\xbc\x92",
    b"\xc2\xb2", b"9223372036854775808", b"18446744073709551615", b"18446744073709551616", b"18446744073709551618",
    b"4294967298x", b"99999999999999999999999999", b"-0", b"-1", b"+0", b"00x2", b"2h", b"2,-2", b"2, x", b"0b10",
    b"\x002", b"2\x00", b"2\r", b"NaN", b"inf", b"Infinity", b"2" * 5000, b"2/2", b"(2)", b"2 bytes", b"chunked",
    b"\xff", b"2\r\n 3", b"2\r\n\t2",
]

CONFLICTS = [
    b"Content-Length: 2\r\nContent-Length: 3\r\n", b"Content-Length: 3\r\nContent-Length: 2\r\n",
    b"Content-Length: 2\r\nContent-Length:\r\n", b"Content-Length:\r\nContent-Length: 2\r\n",
    b"Content-Length: 2\r\nX: y\r\nContent-Length: 0\r\n", b"Content-Length: 2\r\nContent-Length: x\r\n",
    b"Content-Length: 2, 2\r\nContent-Length: 4\r\n",
]

CODINGS_TAKEN = [b"chunked", b"Chunked", b"CHUNKED", b" \tchunked\t ", b"identity, chunked"]
CODINGS_REFUSED = [
    b"", b" ", b",", b"chunked, chunked", b"chunked,identity", b"chunked, gzip", b"gzip, chunked", b"gzip", b"xchunked",
    b"chunkedx", b"chunke", b"x-chunked", b"chunked;q=1", b"chunked,", b",chunked", b"\"chunked\"", b"'chunked'",
    b"chunked chunked", b"chunk\xc3\xa9d", b"\x0bchunked", b"chunked\x0c", b"chunked\x00", b"\xa0chunked",
    b"deflate, chunked, gzip", b"identity, gzip", b"c\r\n hunked", b"br", b"chunked\r\nTransfer-Encoding: chunked",
    b"chunked\r\nTransfer-Encoding: identity", b"gzip\r\nTransfer-Encoding: chunked", b"cow", b"chunked\x0b",
    b"Content-Length: 2", b"chunked=1",
]

CHUNKS_TAKEN = [
    (OK_CHUNKS, b"ok"), (b"0\r\n\r\n", b""), (b"000\r\n\r\n", b""), (b"0000000000000002\r\nok\r\n0000\r\n\r\n", b"ok"),
    (b"a\r\n0123456789\r\n0\r\n\r\n", b"0123456789"), (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
    (b"2;a\r\nok\r\n0\r\n\r\n", b"ok"), (b"2;a=b;c=\"d;e\"\r\nok\r\n0;z\r\n\r\n", b"ok"),
    (b"2;\r\nok\r\n0\r\n\r\n", b"ok"), (b"2; a = b\r\nok\r\n0\r\n\r\n", b"ok"), (b"2 \r\nok\r\n0\r\n\r\n", b"ok"),
    (b"2;" + b"x" * 4000 + b"\r\nok\r\n0\r\n\r\n", b"ok"), (b"2\r\nok\r\n0\r\nX: y\r\n\r\n", b"ok"),
    (b"2\r\nok\r\n0\r\nX: y\r\n z\r\n\r\n", b"ok"),
    (b"2\r\nok\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\n\r\n", b"ok"),
    (b"2\r\nok\r\n0\r\nSet-Cookie: a=b\r\n\r\n", b"ok"), (b"2\r\nok\r\n0\r\nConnection: close\r\n\r\n", b"ok"),
    (b"2\r\n\r\n\r\n0\r\n\r\n", b"\r\n"), (b"5\r\n0\r\n\r\n\r\n0\r\n\r\n", b"0\r\n\r\n"),
    (b"1\r\nx\r\n" * 3000 + b"0\r\n\r\n", b"x" * 3000),
]

CHUNKS_REFUSED = [
    b"\r\nok\r\n0\r\n\r\n", b"x\r\nok\r\n0\r\n\r\n", b"g\r\n", b"-1\r\n", b"-2\r\nok\r\n0\r\n\r\n",
    b"+2\r\nok\r\n0\r\n\r\n", b"0x2\r\nok\r\n0\r\n\r\n", b"0X2\r\nok\r\n0\r\n\r\n", b" 2\r\nok\r\n0\r\n\r\n",
    b"\t2\r\nok\r\n0\r\n\r\n", b"2x\r\nok\r\n0\r\n\r\n", b"2 x\r\nok\r\n0\r\n\r\n", b"2_0\r\nok\r\n0\r\n\r\n",
    b"2.0\r\nok\r\n", b"2,\r\nok\r\n", b"\"2\"\r\nok\r\n", b"2\x00\r\nok\r\n0\r\n\r\n", b"\x002\r\nok\r\n",
    b"\xd9\xa2\r\nok\r\n0\r\n\r\n", b"2\x0b\r\nok\r\n", b"2\nok\r\n0\r\n\r\n", b"2\rok\r\n0\r\n\r\n",
    b"2\r\r\nok\r\n0\r\n\r\n", b"2;a\nok\r\n0\r\n\r\n", b"2;a\rb\r\nok\r\n0\r\n\r\n", b"2;\rX\r\nok\r\n0\r\n\r\n",
    b"2;a\r\r\nok\r\n0\r\n\r\n", b"2\r\nok0\r\n\r\n", b"2\r\nokay\r\n0\r\n\r\n", b"2\r\nok\n0\r\n\r\n",
    b"2\r\nok\r0\r\n\r\n", b"2\r\nok\rX0\r\n\r\n", b"2\r\nok\n\n0\r\n\r\n", b"2\r\nok \r\n0\r\n\r\n",
    b"2\r\nok\r\n\r\n0\r\n\r\n", b"00000000000000002\r\nok\r\n0\r\n\r\n", b"10000000000000002\r\nok\r\n0\r\n\r\n",
    b"ffffffffffffffff\r\nok\r\n0\r\n\r\n", b"8000000000000000\r\nok\r\n", b"fffffffffffffffff\r\nok\r\n",
    b"100000000000000000000002\r\nok\r\n0\r\n\r\n", b"0\r\nno colon\r\n\r\n", b"0\r\n: x\r\n\r\n",
    b"0\r\nX: a\x00b\r\n\r\n", b"0\r\nX: a\rb\r\n\r\n", b"0\r\nX\x1b: a\r\n\r\n", b"0\r\nX: \x1b[2J\r\n\r\n",
    b"0\r\n\rX: a\r\n\r\n", b"0\r\nContent-Length : 3\r\n\r\n", b"2;" + b"x" * 5000 + b"\r\nok\r\n0\r\n\r\n",
    b"0" * 5000 + b"2\r\nok\r\n0\r\n\r\n", (b"1;" + b"x" * 100 + b"\r\nx\r\n") * 300 + b"0\r\n\r\n",
    b"2 " + b" " * 5000 + b"\r\nok\r\n0\r\n\r\n", b"<html>not chunked at all</html>",
]


def length_rows():
    for field, body in LENGTHS_TAKEN:
        yield taken(f"length {field!r}", b"HTTP/1.1 200 OK\r\n" + field + b"\r\n\r\n" + body, body, close=OPEN)
    for value in LENGTHS_REFUSED:
        data = b"HTTP/1.1 200 OK\r\nContent-Length: " + value + b"\r\n\r\nok"
        yield refused(f"length {value[:30]!r}", data, close=OPEN)
    for fields in CONFLICTS:
        yield refused(f"lengths {fields!r}", b"HTTP/1.1 200 OK\r\n" + fields + b"\r\nok", close=OPEN)
        yield refused(f"204, lengths {fields!r}", b"HTTP/1.1 204 x\r\n" + fields + b"\r\n", close=OPEN)
        yield refused(f"304, lengths {fields!r}", b"HTTP/1.1 304 x\r\n" + fields + b"\r\n", close=OPEN)
    for announced in (3, 2**31 - 1, 2**31, 2**32 + 2, 2**62, 2**63 - 1):
        data = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nok" % announced
        yield refused(f"cut, length {announced}", data, "body.incomplete", body=b"ok")
    yield taken("to the close", b"HTTP/1.1 200 OK\r\n\r\nok", b"ok")
    yield taken("to the close, HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\nok", b"ok")
    yield taken("an empty body to the close", b"HTTP/1.1 200 OK\r\n\r\n", b"")


def coding_rows():
    for value in CODINGS_TAKEN:
        data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + value + b"\r\n\r\n" + OK_CHUNKS
        yield taken(f"coding {value!r}", data, b"ok", close=OPEN)
    for value in CODINGS_REFUSED:
        data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + value + b"\r\n\r\n" + OK_CHUNKS
        yield refused(f"coding {value!r}", data, close=OPEN)
    for fields in (b"Transfer-Encoding: chunked\r\nContent-Length: 50\r\n",
                   b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                   b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"):
        yield taken(f"both {fields!r}", b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + OK_CHUNKS, b"ok", close=OPEN)
        yield taken(f"both, surplus {fields!r}", b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + OK_CHUNKS + EVIL, b"ok",
                    close=OPEN)
    for connection in (b"", b"Connection: keep-alive\r\n", b"Connection: close\r\n"):
        data = b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n" + connection + b"\r\n" + OK_CHUNKS
        yield taken(f"HTTP/1.0, chunked, {connection!r}", data + EVIL, b"ok", close=OPEN)
    yield taken("identity", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok", b"ok")


def chunk_rows():
    for chunks, body in CHUNKS_TAKEN:
        yield taken(f"chunks {chunks[:40]!r}", CHUNKED + chunks, body, close=OPEN)
    for chunks in CHUNKS_REFUSED:
        yield refused(f"chunks {chunks[:40]!r}", CHUNKED + chunks, "body.malformed", "response.too_large", close=OPEN)
    yield refused("what came before a bad chunk is kept", CHUNKED + b"3\r\nabc\r\nzz\r\n", "body.malformed",
                  body=b"abc", close=OPEN)
    trailers = b"0\r\n" + b"X: y\r\n" * 6000 + b"\r\n"
    yield refused("6000 trailers", CHUNKED + trailers, "response.too_large", close=OPEN)
    yield refused("a trailer of 100 kB", CHUNKED + b"0\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "response.too_large",
                  close=OPEN)


# Cut at every byte: the head, two chunks with an extension, a trailer section.
CUT_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CUT_WHOLE = CUT_HEAD + b"5;x=y\r\nhello\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: z\r\n\r\n"


def kept_of(count):
    """What of the body is within the first `count` bytes."""
    kept = b""
    for piece in (b"hello", b"abc"):
        start = CUT_WHOLE.index(piece)
        kept += CUT_WHOLE[start:min(max(count, start), start + len(piece))]
    return kept


def cut_rows(close):
    for count in range(len(CUT_WHOLE)):
        if close == RST:
            # What the kernel had not handed over yet is gone with a reset: the body may be shorter.
            codes = ("response.reset", "response.malformed", "response.empty", "body.reset", "body.incomplete")
            yield refused(f"reset at {count}", CUT_WHOLE[:count], *codes, close=RST)
            continue
        code = "response.empty" if count == 0 else "response.malformed" if count < len(CUT_HEAD) else "body.incomplete"
        yield refused(f"cut at {count}", CUT_WHOLE[:count], code, body=kept_of(count))
    yield taken("not cut", CUT_WHOLE, b"helloabc", close=FIN)


def no_body_rows():
    for status in (b"204 No Content", b"304 Not Modified"):
        for fields in (b"", b"Content-Length: 4\r\n", b"Transfer-Encoding: chunked\r\n",
                       b"Content-Length: 9223372036854775807\r\n"):
            head = b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n"
            yield taken(f"{status!r} {fields!r}", head, b"", close=OPEN)
            for surplus in (b"evil", b"4\r\nevil\r\n0\r\n\r\n", EVIL):
                yield taken(f"{status!r} {fields!r} and {surplus[:8]!r}", head + surplus, b"", close=OPEN)
    yield taken("205 without length", b"HTTP/1.1 205 Reset\r\n\r\n", b"")


def head_rows():
    """Answers to HEAD; -o keeps the head there, so the body is not compared."""
    for fields in (b"", b"Content-Length: 4\r\n", b"Content-Length: 9223372036854775807\r\n",
                   b"Transfer-Encoding: chunked\r\n"):
        head = b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n"
        for surplus in (b"", b"evil", EVIL, b"4\r\nevil\r\n0\r\n\r\n"):
            yield taken(f"HEAD {fields!r} and {surplus[:8]!r}", head + surplus, close=OPEN)
    for value in LENGTHS_REFUSED:
        yield refused(f"HEAD, length {value[:30]!r}", b"HTTP/1.1 200 OK\r\nContent-Length: " + value + b"\r\n\r\n",
                      close=OPEN)
    for value in CODINGS_REFUSED:
        yield refused(f"HEAD, coding {value!r}", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + value + b"\r\n\r\n",
                      close=OPEN)


SEEDS = [
    CUT_WHOLE, response(fields=b"X: y\r\n z\r\nConnection: close\r\n"), EVIL, b"HTTP/1.1 100 x\r\n\r\n" + CUT_WHOLE,
    b"HTTP/1.0 200 OK\nContent-Length: 3\nSet-Cookie: a=b\n\nabc", b"HTTP/1.1 204 x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n\r\nto the close",
]
SPICE = [b"\r\n", b"\n", b"\r", b"\0", b":", b" ", b",", b"0", b"9", b"\xff", b"\r\n\r\n", b"Content-Length: 4\r\n",
         b";", b"-",
         b"Transfer-Encoding: chunked\r\n", b"HTTP/1.1 ", b"\t", b"f" * 16, b"\x1b[2J", b"Connection: keep-alive\r\n"]


def mutated_rows(count, seed):
    """The same rows for the same seed: bytes changed, moved, doubled, dropped, and tokens put in at random places."""
    chance = random.Random(seed)
    for number in range(count):
        data = bytearray(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) + 1)
            end = min(len(data), at + chance.randint(1, 12))
            data[at:end] = chance.choice([
                lambda: bytes([chance.randrange(256)]), lambda: chance.choice(SPICE),
                lambda: chance.choice(SPICE) + data[at:end],
                lambda: data[at:end] * 2, lambda: b"", lambda: data[at:end][::-1], lambda: data[end:end + 12]])()
        yield Row(f"mutation {number} of seed {seed}", bytes(data), None)


def surplus_rows():
    for name, data, body in (("length", response(), b"ok"), ("length 0", response(body=b""), b""),
                             ("chunked", CHUNKED + OK_CHUNKS, b"ok"),
                             ("close", response(fields=b"Connection: close\r\n"), b"ok"),
                             ("close, odd case", response(fields=b"Connection: x\r\nCONNECTION: Keep-Alive, CLOSE\r\n"),
                              b"ok"),
                             ("404", response(b"404 no"), b"ok")):
        for surplus in (EVIL, b"x", b"\r\n", b"\x00", b"HTTP/1.1 100 Continue\r\n\r\n",
                        b"HTTP/1.1 408 Request Timeout\r\n\r\n", EVIL * 3000):
            for close in (OPEN, FIN):
                yield taken(f"{name}, then {surplus[:16]!r}, {close}", data + surplus, body, close=close)
