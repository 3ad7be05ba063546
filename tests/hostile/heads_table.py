# SPDX-License-Identifier: MIT
"""Response heads, one row each: what must be taken, and what must be refused as response.malformed."""
from peer import OPEN, refused, response, taken

OK_TAIL = b"\r\nContent-Length: 2\r\n\r\nok"

STATUS_LINES_TAKEN = [
    b"HTTP/1.1 200 OK", b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.0 200 OK", b"HTTP/1.1 200  two spaces behind",
    b"HTTP/1.1 200 200", b"HTTP/1.1 200 \t tab \t", b"HTTP/1.1 200 caf\xc3\xa9", b"HTTP/1.1 200 \xff\xfe\x80",
    b"HTTP/1.1 200 HTTP/1.1 404", b"HTTP/1.1 200 OK: fine", b"HTTP/1.1 200 " + b"r" * 4000, b"HTTP/1.1 201 Created",
    b"HTTP/1.1 299 x", b"HTTP/1.1 300 x", b"HTTP/1.1 400 x", b"HTTP/1.1 404 Not Found", b"HTTP/1.1 418 x",
    b"HTTP/1.1 500 x", b"HTTP/1.1 599 x", b"HTTP/1.1 600 x", b"HTTP/1.1 720", b"HTTP/1.1 999 x", b"HTTP/1.1 999",
    b"HTTP/1.1 200 \xc2\x9b31m", b"HTTP/1.1 200 \xe2\x80\xae reversed", b"HTTP/1.1 200 \"quoted\" \\ back",
    b"HTTP/1.1 200 %0d%0aX: y", b"HTTP/1.0 200", b"HTTP/1.0 999 ", b"HTTP/1.1 200 \xed\xa0\x80 surrogate",
]

STATUS_LINES_REFUSED = [
    # Codes.
    b"HTTP/1.1 20 OK", b"HTTP/1.1 2 OK", b"HTTP/1.1 20X OK", b"HTTP/1.1 2 00 OK", b"HTTP/1.1 abc OK",
    b"HTTP/1.1 2000 OK", b"HTTP/1.1 00200 OK", b"HTTP/1.1 0200 OK", b"HTTP/1.1 -1 OK", b"HTTP/1.1 -20 OK",
    b"HTTP/1.1 -200 OK", b"HTTP/1.1 +20 OK", b"HTTP/1.1 +200 OK", b"HTTP/1.1 0x12d OK", b"HTTP/1.1 0xc8 OK",
    b"HTTP/1.1 c8 OK", b"HTTP/1.1 2e2 OK", b"HTTP/1.1 20. OK", b"HTTP/1.1 .20 OK", b"HTTP/1.1 2_0 OK",
    b"HTTP/1.1 000 OK", b"HTTP/1.1 001 OK", b"HTTP/1.1 099 OK", b"HTTP/1.1  OK", b"HTTP/1.1 OK", b"HTTP/1.1 200OK",
    b"HTTP/1.1 200\tOK", b"HTTP/1.1 200-OK", b"HTTP/1.1 200,OK", b"HTTP/1.1 200.0 OK",
    b"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK", b"HTTP/1.1 \xef\xbc\x92\xef\xbc\x90\xef\xbc\x90 OK",
    b"HTTP/1.1 \xb2\xb0\xb0 OK", b"HTTP/1.1 4294967496 OK", b"HTTP/1.1 18446744073709551816 OK", b"HTTP/1.1 200\x00 OK",
    b"HTTP/1.1 \x00200 OK", b"HTTP/1.1 200\x0b OK", b"HTTP/1.1 200;OK", b"HTTP/1.1 200/OK",
    # Spaces and glue.
    b"HTTP/1.1", b"HTTP/1.1 ", b"HTTP/1.1200 OK", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b"HTTP/1.1\x0b200 OK",
    b"HTTP/1.1\xa0200 OK", b" HTTP/1.1 200 OK", b"\tHTTP/1.1 200 OK", b"HTTP /1.1 200 OK", b"HTTP/ 1.1 200 OK",
    b"HTTP/1 .1 200 OK", b"HTTP/1. 1 200 OK", b"HTTP/1.1: 200 OK", b"HTTP/1.1,200 OK", b"HTTP/1.1\x00 200 OK",
    b"HTTP/1.1\r 200 OK", b"\x00HTTP/1.1 200 OK", b"xHTTP/1.1 200 OK", b"0HTTP/1.1 200 OK",
    # Versions.
    b"HTTP/1.2 200 OK", b"HTTP/1.9 200 OK", b"HTTP/0.9 200 OK", b"HTTP/0.0 200 OK", b"HTTP/2.0 200 OK",
    b"HTTP/2 200 OK", b"HTTP/2 200", b"HTTP/3 200 OK", b"HTTP/3.7 200 OK", b"HTTP/9.9 200 OK", b"HTTP/1 200 OK",
    b"HTTP/1. 200 OK", b"HTTP/.1 200 OK", b"HTTP/ 200 OK", b"HTTP 200 OK", b"HTTP/11 200 OK", b"HTTP/1.10 200 OK",
    b"HTTP/1.11 200 OK", b"HTTP/01.1 200 OK", b"HTTP/1.01 200 OK", b"HTTP/10.1 200 OK", b"HTTP/1.1.1 200 OK",
    b"HTTP/1,1 200 OK", b"HTTP/-1.1 200 OK", b"HTTP/1.-1 200 OK", b"HTTP/+1.1 200 OK", b"HTTP/1.+1 200 OK",
    b"HTTP/A.B 200 OK", b"HTTP/1.x 200 OK", b"HTTP/x.1 200 OK", b"HTTP/1.100000000002 200 OK",
    b"HTTP/4294967297.1 200 OK", b"HTTP/1.4294967297 200 OK", b"HTTP/\xd9\xa1.\xd9\xa1 200 OK", b"HTTP//1.1 200 OK",
    b"HTTP\\1.1 200 OK", b"HTTP/1.1/1.1 200 OK", b"HTTP/1:1 200 OK", b"HTTP/1/1 200 OK", b"HTTP/1-1 200 OK",
    b"HTTP-1.1 200 OK",
    # Other names.
    b"http/1.1 200 OK", b"Http/1.1 200 OK", b"HTTp/1.1 200 OK", b"hTTP/1.1 200 OK", b"HTPP/1.1 200 OK",
    b"HTT/1.1 200 OK", b"HTTPS/1.1 200 OK", b"XHTTP/1.1 200 OK", b"SHTTP/1.1 200 OK", b"ICY 200 OK", b"RTSP/1.0 200 OK",
    b"SIP/2.0 200 OK", b"ICAP/1.0 200 OK", b"200 OK", b"200 OK HTTP/1.1", b"OK 200 HTTP/1.1", b"Status: 200 OK",
    b"<html>", b"<!DOCTYPE html>", b"{\"ok\":true}", b"\xef\xbb\xbfHTTP/1.1 200 OK", b"\xff\xfeH\x00T\x00T\x00P\x00",
    b"\xfe\xff\x00H\x00T\x00T\x00P", b"HTTP/1.1 200 O\x00K", b"HTTP/1.1 200 O\rK", b"HTTP/1.1 200 OK\r",
    b"HTTP/1.1 200 O\x1b[2JK", b"HTTP/1.1 200 \x7f", b"HTTP/1.1 200 \x08", b"HTTP/1.1 200 O\x0cK",
    b"HTTP/1.1 200 O\x0bK", b"HTTP/1.1 200 O\x85\x01K",
]

BANNERS = [
    b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", b"220 mail.example ESMTP Postfix\r\n", b"220-ftp\r\n220 ready\r\n",
    b"421 too many connections\r\n", b"+OK POP3 ready\r\n", b"* OK IMAP4rev1 ready\r\n", b"RFB 003.008\n",
    b"-ERR unknown command\r\n", b"ERROR\r\n", b"\x05\x00", b"\x00\x5a\x00\x00\x00\x00\x00\x00",
    b"\xff\xfd\x18\xff\xfd\x20", b"\x15\x03\x01\x00\x02\x02\x46", b"\x15\x03\x03\x00\x02\x02\x0a",
    b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76" + b"\x00" * 120, b"\x17\x03\x03\x40\x00" + b"\x41" * 64,
    b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64" + b"\x00" * 12,
    b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x00\x00\x00\x04\x01\x00\x00\x00\x00", b"GET / HTTP/1.1\r\nHost: you\r\n\r\n", b"\r\n", b"\n", b"\r\n\r\n",
    b"\n\n\n\n", b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    b"\x00" * 64, b"\xff" * 64, b"\x1b[2J\x1b]0;title\x07\r\n", b"<html><body>a page of HTTP/0.9</body></html>",
    b"Hello, world\n", b"H", b"HTTP", b"HTTP/", b"HTTP/1", b"HTTP/1.1 20", b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\r",
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r",
    b"HTTP/1.1 200 OK\r\nContent-Le", b"\x80\x2e\x01\x03\x01", b"%PDF-1.7\n",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"AMQP\x00\x00\x09\x01", b"\x4a\x00\x00\x00\x0a8.0.36\x00", b"(error)",
    b"@RSYNCD: 31.0\n", b"E\x00\x00\x00\x88SFATAL\x00", b"HTTQ", b" ", b"\t\r\n",
]

# (name, field lines, taken?): between a good status line and `Content-Length: 2`.
FIELDS = [
    ("plain", b"X: a\r\n", True), ("no space", b"X:a\r\n", True), ("no value", b"X:\r\n", True),
    ("blank value", b"X: \t \r\n", True), ("colons", b"X: a:b:c\r\n", True), ("tabs", b"X:\ta\tb\t\r\n", True),
    ("long name", b"X" * 3000 + b": a\r\n", True), ("15 kB", b"X: " + b"a" * 15_000 + b"\r\n", True),
    ("300 kB", b"X: " + b"a" * 300_000 + b"\r\n", True), ("bytes above 127", b"X: \x80\xff\xc3\xa9\r\n", True),
    ("0x85 0xA0", b"X: \x85a\xa0\r\n", True), ("C1 as UTF-8", b"X: \xc2\x9b2J\r\n", True),
    ("odd token", b"!#$%&'*+-.^_`|~9: a\r\n", True), ("twice", b"X: a\r\nX: b\r\n", True),
    ("40 Set-Cookie", b"Set-Cookie: a=b, c=d\r\n" * 40, True), ("1000 fields", b"X: a\r\n" * 1000, True),
    ("bare LF", b"X: a\nY: b\n", True), ("bare LF alone", b"X: a\n", True), ("fold", b"X: a\r\n b\r\n", True),
    ("fold by tab", b"X: a\r\n\tb\r\n", True), ("folds", b"X: a\r\n b\r\n  c\r\n\td\r\n", True),
    ("fold with a colon", b"X: a\r\n Content-Length: 9\r\n", True), ("blank fold", b"X: a\r\n  \r\n", True),
    ("blank fold of a tab", b"X: a\r\n\t\r\n b\r\n", True), ("fold by LF", b"X: a\n b\n", True),
    ("indented first", b" X: a\r\n", True), ("space in name", b"X Y: a\r\n", True),
    ("space before colon", b"X : a\r\n", True), ("unknown coding", b"Content-Encoding: none\r\n", True),
    ("Content_Length", b"Content_Length: 77\r\n", True), ("Content-Length-X", b"Content-Length-X: 77\r\n", True),
    ("X-Transfer-Encoding", b"X-Transfer-Encoding: chunked\r\n", True),
    ("trailer announced", b"Trailer: Content-Length\r\n", True),
    ("upgrade offered", b"Upgrade: h2c\r\nConnection: upgrade\r\n", True), ("no name", b": a\r\n", False),
    ("colon alone", b":\r\n", False), ("no colon", b"nothing\r\n", False),
    ("no colon, status line", b"HTTP/1.1 200 OK\r\n", False), ("NUL in value", b"X: a\x00b\r\n", False),
    ("NUL first", b"X: \x00\r\n", False), ("NUL in name", b"X\x00Y: a\r\n", False),
    ("CR in value", b"X: a\rb\r\n", False), ("CR and a field", b"X: a\rContent-Length: 9\r\n", False),
    ("CR CR LF", b"X: a\r\r\n", False), ("CR in name", b"X\rY: a\r\n", False), ("CR first", b"\rX: a\r\n", False),
    ("CR before LF LF", b"X: a\r\r\n\r\n", False), ("ESC", b"X: \x1b[2J\r\n", False), ("BEL", b"X: \x07\r\n", False),
    ("BS", b"X: a\x08\r\n", False), ("DEL", b"X: \x7f\r\n", False), ("VT", b"X: \x0ba\r\n", False),
    ("FF", b"X: a\x0c\r\n", False), ("SOH", b"X: \x01\r\n", False), ("US", b"X: \x1f\r\n", False),
    ("name above 127", b"\xc3\xa9: a\r\n", False), ("0xA0 in name", b"X\xa0: a\r\n", False),
    ("paren in name", b"X(: a\r\n", False), ("tab in name", b"X\tY: a\r\n", False),
    ("tab before colon", b"X\t: a\r\n", False), ("slash in name", b"X/Y: a\r\n", False),
    ("quote in name", b"\"X\": a\r\n", False), ("at in name", b"X@Y: a\r\n", False),
    ("bracket in name", b"[X]: a\r\n", False), ("brace in name", b"{X}: a\r\n", False),
    ("NUL in fold", b"X: a\r\n b\x00c\r\n", False), ("CR in fold", b"X: a\r\n b\rc\r\n", False),
    ("ESC in name", b"X\x1b: a\r\n", False), ("DEL in name", b"X\x7f: a\r\n", False),
    ("VT first", b"\x0bX: a\r\n", False), ("space before length", b" Content-Length: 9\r\n", False),
    ("tab before TE", b"\tTransfer-Encoding: chunked\r\n", False),
    ("length with space", b"Content-Length : 9\r\n", False),
    ("TE with space", b"Transfer-Encoding : chunked\r\n", False),
    ("TE with two", b"Transfer-Encoding  : chunked\r\n", False), ("comma name", b"X,Y: a\r\n", False),
    ("semicolon name", b"X;Y: a\r\n", False), ("equals for colon", b"X=a\r\n", False), ("NUL line", b"\x00\r\n", False),
    ("NUL before colon", b"Content-Length\x00: 9\r\n", False),
]


def status_rows():
    for line in STATUS_LINES_TAKEN:
        yield taken(f"status line {line[:60]!r}", line + OK_TAIL, b"ok", close=OPEN)
    for line in STATUS_LINES_REFUSED:
        yield refused(f"status line {line[:60]!r}", line + OK_TAIL, close=OPEN)
    for line in (b"HTTP/1.1 200 OK\n", b"HTTP/1.1 200\n", b"HTTP/1.1 200 \n"):
        yield taken(f"status line {line!r}", line + b"Content-Length: 2\n\nok", b"ok", close=OPEN)


def banner_rows():
    for banner in BANNERS:
        yield refused(f"banner {banner[:40]!r}", banner)


def field_rows():
    for name, lines, fine in FIELDS:
        if fine:
            yield taken("field: " + name, response(fields=lines), b"ok", close=OPEN)
        else:
            yield refused("field: " + name, response(fields=lines), close=OPEN)
            # Also when it is the last line, where a lenient reader would see the end of the section.
            yield refused("last field: " + name, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + lines + b"\r\nok",
                          close=OPEN)


def interim_rows():
    final = response()
    for code in (b"100 Continue", b"102 x", b"103 Early Hints", b"104", b"110 x", b"123 x", b"199 x"):
        yield taken(f"{code!r} and 200", b"HTTP/1.1 " + code + b"\r\nLink: a\r\n\r\n" + final, b"ok", close=OPEN,
                    status=200)
    leak = b"HTTP/1.1 103 x\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    yield taken("framing of an interim response", leak + final, b"ok", close=OPEN, status=200)
    yield taken("length 0 of an interim response", b"HTTP/1.1 100 x\r\nContent-Length: 0\r\n\r\n" + final, b"ok",
                close=OPEN)
    yield taken("32 interim responses", b"HTTP/1.1 100 x\r\n\r\n" * 32 + final, b"ok", close=OPEN)
    yield refused("33 interim responses", b"HTTP/1.1 100 x\r\n\r\n" * 33 + final, "response.too_large", close=OPEN)
    yield refused("interim and the end", b"HTTP/1.1 100 x\r\n\r\n", "response.empty")
    yield refused("interim and a cut head", b"HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
    yield refused("interim and text", b"HTTP/1.1 100 x\r\n\r\nnothing of HTTP\r\n")
    yield refused("interim with a bad field", b"HTTP/1.1 103 x\r\nno colon\r\n\r\n" + final, close=OPEN)
    yield refused("interim and HTTP/2", b"HTTP/1.1 100 x\r\n\r\nHTTP/2 200 OK\r\n\r\n", close=OPEN)
    for fields in (b"Upgrade: h2c\r\nConnection: upgrade\r\n", b"", b"Upgrade: \x9b[2J\r\n", b"Content-Length: 2\r\n"):
        data = b"HTTP/1.1 101 Switching Protocols\r\n" + fields + b"\r\n" + final
        yield refused(f"101 unasked {fields!r}", data, "response.unexpected_protocol", close=OPEN)
        yield refused(f"100 and 101 {fields!r}", b"HTTP/1.1 100 x\r\n\r\n" + data, "response.unexpected_protocol",
                      close=OPEN)
    yield refused("no byte at all", b"", "response.empty")
    yield refused("no byte and a reset", b"", "response.reset", "response.empty", close="RST")
    yield refused("408 and the end, without length", b"HTTP/1.1 408 x", close="FIN")
