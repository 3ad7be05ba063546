#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Command lines that are not to be obeyed: nothing may have been sent when they are refused."""
import tempfile

import peer
import support

# Refused with 3; PORT is that of a peer that counts its visitors.
MALFORMED = [
    "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:99999999999999999999/", "http://127.0.0.1:8x/",
    "http://127.0.0.1:-1/", "http://127.0.0.1:+PORT/", "http://127.0.0.1: PORT/", "http://127.0.0.1:PORT:PORT/",
    "http://127.0.0.1:\u0661\u0662/", "http://127.0.0.1:0xPORT/", "http://127.0.0.1:PORT.0/", "http://", "http:///",
    "http://?x", "http://#x", "http://@/", "http://u:p@/", "http://u:p@:PORT/", "http://:PORT/",
    "http:////127.0.0.1:PORT/", "://127.0.0.1:PORT/", "//127.0.0.1:PORT/", "", " ", "/", "?", "#", "@", ":",
    "http://[::1:PORT/", "http://[::1]x:PORT/", "http://[]:PORT/", "http://[1::2::3]:PORT/", "http://[::1%]:PORT/",
    "http://[::ffff:127.0.0.256]:PORT/", "http://[127.0.0.1]:PORT/", "http://[::1]]:PORT/", "http://::1:PORT/",
    "http://[:::1]:PORT/", "http://[1:2:3:4:5:6:7:8:9]:PORT/", "http://[12345::]:PORT/", "http://[fe80::1%lo$]:PORT/",
    "http://[v1.x]:PORT/", "http://127.0.0.1 :PORT/", "http:// 127.0.0.1:PORT/", "http://127.0.0.1%20:PORT/",
    "http://127.0.0.1%2f:PORT/", "http://127.0.0.1%00:PORT/", "http://127.0.0.1%23:PORT/", "http://127.0.0.1%40:PORT/",
    "http://127.0.0.1%3aPORT/x", "http://127.0.0.1%0d%0a:PORT/", "http://%:PORT/", "http://%zz:PORT/",
    "http://127.0.0.1\\:PORT/", "http://a\\@b\\/", "http://localhost..:PORT/", "http://.localhost:PORT/",
    "http://.:PORT/", "http://..:PORT/", "http://xn--:PORT/", "http://xn--a:PORT/", "http://xn--zzzzzzzzzzz:PORT/",
    "http://" + "a" * 64 + ".localhost:PORT/", "http://" + "aaaaaaaaa." * 30 + "localhost:PORT/",
    "http://" + "a." * 5000 + "localhost:PORT/", "http://a\uff0fb:PORT/", "http://a\uff03b:PORT/",
    "http://a\uff20b:PORT/", "http://a\uff1ab:PORT/", "http://\u202elocalhost:PORT/",
    "http://localhost\u0000:PORT/".replace("\u0000", "\u0001"), "http://a\tb:PORT/", "http://a\nb:PORT/",
    "http://a\rb:PORT/", "http://127.0.0.1:PORT/\x01", "http://127.0.0.1:PORT/\x7f", "http://127.0.0.1:PORT/a\nb",
    "http://127.0.0.1:PORT/a\r\nX: y", "http://127.0.0.1:PORT/?a\r\nb", "http://127.0.0.1:PORT/#\x1b[2J",
    "http://a\r\nb:c@127.0.0.1:PORT/", "http://a b:c@127.0.0.1:PORT/", "http://local,host:PORT/",
    "http://local;host:PORT/", "http://local|host:PORT/", "http://local^host:PORT/", "http://local`host:PORT/",
    "http://local<host:PORT/", "http://local\"host:PORT/", "http://local'host:PORT/", "http://local$host:PORT/",
    "http://local*host:PORT/", "http://local&host:PORT/", "http://local(host:PORT/", "http://local!host:PORT/",
    "http://local=host:PORT/", "http://local+host:PORT/", "http://127.0.0.1:PORT/[2-1]", "http://127.0.0.1:PORT/[a-",
    "http://127.0.0.1:PORT/{a", "http://127.0.0.1:PORT/a}", "http://127.0.0.1:PORT/[1-9:0]",
    "http://127.0.0.1:PORT/[0-99999999999999999999]", "http://127.0.0.1:PORT/[1-5:99999999999999999999]",
    "http:127.0.0.1:PORT/", "http://127.0.0.1:PORT/{" + "a,{b" * 50, "ht tp://127.0.0.1:PORT/",
]

# Refused with 1.
UNSUPPORTED = ["gopher://127.0.0.1:PORT/", "file:///etc/passwd", "ftp://127.0.0.1:PORT/", "javascript:alert(1)",
               "data:,x", "ws://127.0.0.1:PORT/",
               "unix:///tmp/x", "httpx://127.0.0.1:PORT/", "h2c://127.0.0.1:PORT/", "ttp://127.0.0.1:PORT/",
               "dict://127.0.0.1:PORT/",
               "FILE:///etc/passwd", "http+unix://127.0.0.1:PORT/"]

# Options whose text would end a line of the request, or the request line itself: refused with 2 or 3.
WORDS = [
    ("-H", "X: a\r\nY: b"), ("-H", "X: a\nY: b"), ("-H", "X: a\rY: b"), ("-H", "X\r\nY: b"), ("-H", "X: \x1b[2J"),
    ("-H", "X Y: b"), ("-H", "X\u00e9: b"), ("-H", "X\x01: b"), ("-H", ": b"), ("-H", "X: a\x7f"), ("-H", "X: a\r\n b"),
    ("-H", "Host: a\r\nY: b"), ("-H", "X: y\r"), ("-H", "X: y\n"), ("-H", "(X): y"), ("-X", "GET\r\nX: y"),
    ("-X", "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET"), ("-X", "G T"), ("-X", ""), ("-X", "G\tT"), ("-X", "GET\x7f"),
    ("-X", "G\u00c9T"), ("-X", "GET:"), ("-X", "GET\n"), ("--request-target", "/a\r\nX: y"),
    ("--request-target", "/a b"), ("--request-target", "/a HTTP/1.1\r\nX: y\r\n\r\n"), ("--request-target", "/\x01"),
    ("--request-target", ""), ("--request-target", "/a\tb"), ("--request-target", "/\x7f"), ("-A", "a\r\nX: y"),
    ("-A", "a\nb"), ("-A", "a\x1bb"), ("-e", "a\r\nX: y"), ("-e", "a\nb"), ("-r", "0-1\r\nX: y"), ("-r", "0-\n"),
    ("--oauth2-bearer", "t\r\nX: y"), ("--oauth2-bearer", "t\nX: y"),
    ("--oauth2-bearer", "t\x00".replace("\x00", "\x01")), ("-b", "a=b\r\nX: y"), ("-b", "a=b\nX: y"), ("-b", "a=\x01"),
]

# Bad values: 2 or the option's own number, and quickly.
VALUES = [
    ("-m", "-1"), ("-m", "x"), ("-m", ""), ("-m", "nan"), ("-m", "inf"), ("-m", "1e999"),
    ("-m", "99999999999999999999999"), ("-m", "0x10"), ("--connect-timeout", "-1"), ("--connect-timeout", "1s1"),
    ("--max-filesize", "-1"), ("--max-filesize", "99999999999999999999"), ("--max-filesize", "1Q"),
    ("--max-header-bytes", "-1"), ("--max-header-bytes", "x"), ("--limit-rate", "-1"), ("--limit-rate", "x"),
    ("--local-port", "0-99999"), ("--local-port", "x"), ("--resolve", "x"), ("--resolve", "x:y:z"),
    ("--resolve", "a:80:"), ("--resolve", "a:80:999.1.1.1"), ("--resolve", "a:99999:127.0.0.1"), ("--connect-to", "x"),
    ("--connect-to", "a:b:c:d"), ("--dns-servers", "x"), ("--dns-servers", "127.0.0.1:99999"),
    ("--dns-servers", "1.2.3"), ("--dns-timeout", "-1"), ("--tls-timeout", "x"), ("--report", "x"), ("--color", "x"),
    ("--speed-limit", "-1"), ("--speed-time", "x"), ("--tls-max", "9"), ("--ciphers", "nothing"),
    ("--tls13-ciphers", "nothing"), ("--curves", "nothing"), ("--cacert", "/nonexistent"),
    ("--pinnedpubkey", "sha256//x"), ("--unknown-option", "x"), ("-E", "/nonexistent"), ("--crlfile", "/nonexistent"),
    ("--interface", "nonexistent0"), ("--unix-socket", "/" + "x" * 200), ("-K", "/nonexistent"), ("-T", "/nonexistent"),
    ("-d", "@/nonexistent"), ("-H", "@/nonexistent"), ("-D", "/nonexistent/x"), ("--report-file", "/nonexistent/x"),
    ("--trace", "/nonexistent/x"), ("-w", "@/nonexistent"), ("--happy-eyeballs-timeout-ms", "-1"),
]


class Arguments(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.secure = peer.Peer(raw=lambda connection: connection.read_request(), scheme="https")

    def tearDown(self):
        self.assertEqual([], self.peer.requests)
        self.peer.close()
        self.secure.close()

    def refuse(self, statuses, *arguments, **options):
        result = support.rtrip(*arguments, **options)
        self.assert_clean(result, str(arguments))
        self.assertIn(result.status, statuses, f"{arguments}: {result.out}{result.err}")
        self.assertEqual(0, self.peer.connections, arguments)
        self.assertTrue(result.err, arguments)
        return result

    def test_urls_that_are_none(self):
        urls = [url.replace("PORT", str(self.peer.port)) for url in MALFORMED]
        # One by one through the report, in one go through the list of problems.
        for url in urls:
            result = self.refuse({3}, "-j", "-m", "2", "--", url)
            report = self.reports_of(result, 1, url)[0]
            self.assert_failed(report, "url.malformed")
            self.assertEqual([], report["round_trips"], url)
        result = self.refuse({3}, "-j", "--", *urls, f"{self.peer.origin}/good")
        self.documents.append(result.out)

    def test_a_backslash_moves_no_host(self):
        other = peer.Peer()
        self.addCleanup(other.close)
        report, _ = self.report_of("-m", "5",
                                   f"http://127.0.0.1:{self.peer.port}\\@127.0.0.1:{other.port}/\\@{self.peer.port}#@x")
        self.assert_taken(report)
        self.assertEqual([f"GET /\\@{self.peer.port} HTTP/1.1"], [r.decode().split("\r\n")[0] for r in other.requests])

    def test_schemes_that_are_not_spoken(self):
        for url in UNSUPPORTED:
            url = url.replace("PORT", str(self.peer.port))
            result = self.refuse({1}, "-j", "-m", "2", "--", url)
            self.assert_failed(self.reports_of(result, 1, url)[0], "url.unsupported_scheme")

    def test_text_that_would_end_a_line(self):
        for option, word in WORDS:
            result = self.refuse({2, 3, 26}, "-j", "-m", "2", option, word, self.peer.origin)
            # Quoting it must not give a second line of one's own making.
            self.assertNotIn("\nY: b", result.err, (option, word))

    def test_lines_from_files(self):
        with open(f"{self.folder()}/nul", "wb") as file:
            file.write(b"X: a\0b\n")
        self.refuse({2, 3, 26}, "-m", "2", "-H", f"@{file.name}", self.peer.origin)
        with open(f"{self.folder()}/config", "wb") as file:
            file.write(b'header = "X: a\\r\\nY: b"\n')
        self.refuse({2, 3}, "-m", "2", "-K", file.name, self.peer.origin)
        with open(f"{self.folder()}/itself", "w", encoding="ascii") as file:
            file.write(f"config = {file.name}\n")
        self.refuse({2, 26}, "-m", "2", "-K", file.name, self.peer.origin)
        with open(f"{self.folder()}/nul.config", "wb") as file:
            file.write(b'url = "http://127.0.0.1\0:1/"\n')
        self.refuse({2, 3}, "-m", "2", "-K", file.name)

    def test_values_that_make_no_sense(self):
        for option, value in VALUES:
            result = support.rtrip("-m", "2", "-o", "/dev/null", option, value, self.secure.origin)
            self.assert_clean(result, f"{option} {value}")
            self.assertNotIn(result.status, (0, 28, 35, 43), f"{option} {value}: {result.err}")
            self.assertEqual(0, self.secure.connections, f"{option} {value}")
            self.assertTrue(result.err, f"{option} {value}")

    def test_many_and_long_words(self):
        self.refuse({2, 3}, "-X", "G" * 100_000 + "\r", self.peer.origin)
        self.refuse({3}, "-j", "http://" + "[" * 10_000)
        self.refuse({3}, "-j", "http://" + "a" * 100_000)
        self.refuse({3}, "-j", "http://" + "%61" * 30_000)
        self.refuse({3}, "-j", "http://\u00e9" + "\u0301" * 10_000)
        self.refuse({1, 3}, *["x:" + "/" * 50] * 500)

    def folder(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        return directory.name


if __name__ == "__main__":
    peer.main()
