#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests over HTTP/2: fields, bodies byte for byte, and the layers above that must not notice."""
import gzip
import os
import pathlib
import queue
import signal
import subprocess
import tempfile
import unittest

from h2_support import PRIOR, H2Test, answer, echo, h2_peer, in_turn, lower
import h2_frames as h2
from support import RTRIP, environment, rtrip, skip_unless


class Fields(H2Test):
    def test_pseudo_fields_come_first_and_names_are_small(self):
        for kind, scheme in ((self.plain, "http"), (self.secure, "https")):
            with kind() as server:
                self.reports(server, "-H", "X-UPPER: Value", "-A", "agent", "-X", "OPTIONS", server.origin + "/p?q=1#f")
            fields = server.requests[0].fields
            names = [name for name, _ in fields]
            self.assertEqual({b":method": b"OPTIONS", b":scheme": scheme.encode(), b":path": b"/p?q=1",
                              b":authority": server.origin.split("//")[1].encode()}, dict(fields[:4]))
            self.assertFalse([name for name in names[4:] if name.startswith(b":")])
            self.assertEqual(b"Value", dict(fields)[b"x-upper"])
            self.assertNotIn(b"host", names)
            self.assertEqual(len(names), len(set(names)))

    def test_host_is_the_authority(self):
        with self.plain() as server:
            self.reports(server, "-H", "Host: other.example", server.origin)
        self.assertEqual("other.example", server.requests[0].field(":authority"))
        self.assertIn(server.requests[0].field("host"), (None, "other.example"))

    def test_what_belongs_to_a_connection_never_gets_into_a_request(self):
        """Dropped, or refused before anything is sent."""
        for field in ("Connection: x-one", "Connection: close", "Connection: keep-alive", "Upgrade: websocket",
                      "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "TE: gzip", "TE: trailers, gzip",
                      "Transfer-Encoding: chunked", "HTTP2-Settings: AAMAAABk", ":path: /other", ":method: PUT"):
            with self.subTest(field), self.plain() as server:
                result = rtrip("-j", PRIOR, "-H", field, "-d", "x=1", server.origin + "/here")
                self.assertIn(result.status, (0, 2), result.err)
                self.assertEqual(result.status == 0, len(server.requests) == 1)
                for request in server.requests:
                    name = field[:field.index(":", 1)].lower()
                    value = request.field(name)
                    self.assertIn(value, {":path": ("/here",), ":method": ("POST",), "te": (None, "trailers"),
                                          "http2-settings": (None, "AAMAAABk")}.get(name, (None,)))
                    self.assertEqual(b"x=1", bytes(request.body))

    def test_te_trailers_is_allowed(self):
        with self.plain() as server:
            self.reports(server, "-H", "TE: trailers", server.origin)
        self.assertEqual("trailers", server.requests[0].field("te"))

    def test_cookies_are_one_string_to_who_reads_them(self):
        """Whether or not they are sent as crumbs (section 8.2.3)."""
        with self.plain() as server:
            report, = self.reports(server, "--show-secrets", "-b", "a=1; b=2; c=3", server.origin)
        crumbs = [value for name, value in server.requests[0].fields if name == b"cookie"]
        self.assertEqual(b"a=1; b=2; c=3", b"; ".join(crumbs))
        sent = lower(report["round_trips"][0]["sent"]["headers"])
        self.assertEqual("a=1; b=2; c=3", "; ".join(value for name, value in sent if name == "cookie"))

    def test_cookies_that_are_set_come_back(self):
        with self.plain(in_turn(answer(302, [(b"location", b"/b"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]),
                                echo)) as server:
            self.reports(server, "-L", "-b", "", server.origin)
        crumbs = [value for name, value in server.requests[1].fields if name == b"cookie"]
        self.assertEqual(b"a=1; b=2", b"; ".join(crumbs))

    def test_a_large_field_of_ours_arrives_in_pieces(self):
        value = "v" * 40_000
        with self.plain() as server:
            self.reports(server, "-H", f"X-Large: {value}", server.origin)
        self.assertEqual(value, server.requests[0].field("x-large"))


class Bodies(H2Test):
    def test_uploads_arrive_byte_for_byte(self):
        for kind, sizes in ((self.plain, (0, 1, 65_535, 65_536, 1 << 20, 20 << 20)), (self.secure, (0, 1, 1 << 20))):
            for size in sizes:
                body = os.urandom(size)
                with tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder, "f")
                    file.write_bytes(body)
                    for method, options, stdin in (("POST", ["--data-binary", f"@{file}"], b""),
                                                   ("PUT", ["-T", file], b""), ("PUT", ["-T", "-"], body)):
                        with self.subTest(kind=kind.__name__, size=size, options=options), kind() as server:
                            report, = self.reports(server, *options, server.origin + "/", stdin=stdin)
                        request = server.requests[0]
                        self.assertEqual(method, request.field(":method"))
                        self.assertTrue(body == bytes(request.body), f"{len(body)} {len(request.body)}")
                        self.assertIn(request.field("content-length"),
                                      (None, "0") if "-" in options or not size else (str(size),))
                        self.assertEqual(size, report["round_trips"][0]["sent"]["body_bytes"])

    def test_downloads_arrive_byte_for_byte(self):
        for kind, size in ((self.plain, 0), (self.plain, 1), (self.plain, 20 << 20), (self.secure, 20 << 20)):
            body = os.urandom(size)
            with kind(answer(200, body=body)) as server:
                self.assertTrue(body == self.body_of(server, server.origin), size)

    def test_a_body_held_back_waits_for_the_servers_word(self):
        def serve(connection):
            connection.begin()
            request = connection.next_request(whole=False)
            self.assertEqual("100-continue", request.field("expect"))
            connection.send(h2.ping())
            connection.await_frame(h2.PING, flags=h2.ACK)
            self.assertEqual(b"", bytes(request.body))
            connection.send(h2.headers(request.stream, [(b":status", b"100")]))
            echo(connection, connection.finish(request))
        with h2_peer.Peer(serve) as server:
            server.options = [PRIOR, "--expect100-timeout", "30", "-m", "20"]
            report, = self.reports(server, "-H", "Expect: 100-continue", "-d", "held back", server.origin)
        self.assertEqual([100], [each["status"] for each in report["round_trips"][0]["interim"]])
        self.assertEqual(b"held back", bytes(server.requests[0].body))

    def test_a_body_that_is_not_wanted_is_kept(self):
        def serve(connection):
            connection.begin()
            request = connection.next_request(whole=False)
            connection.respond(request, 413, body=b"no")
        with h2_peer.Peer(serve) as server:
            server.options = [PRIOR, "--expect100-timeout", "30", "-m", "20"]
            report, = self.reports(server, "-H", "Expect: 100-continue", "-d", "held back", server.origin)
        self.assertEqual(413, report["response"]["status"])
        self.assertEqual(b"", bytes(server.requests[0].body))

    def test_early_hints_and_trailers(self):
        def serve(connection, request):
            connection.send(h2.headers(request.stream, [(b":status", b"103"), (b"link", b"</a.css>")]))
            connection.respond(request, 200, [(b"trailer", b"x-sum")], b"body", [(b"x-sum", b"7")])
        with self.secure(serve) as server:
            response = self.reports(server, server.origin)[0]["response"]
        self.assertEqual([103], [each["status"] for each in response["interim"]])
        self.assertEqual([["x-sum", "7"]], lower(response["trailers"]))

    def test_codings_are_undone(self):
        body = b"compressible " * 10_000
        with self.plain(answer(200, [(b"content-encoding", b"gzip")], gzip.compress(body))) as server:
            self.assertEqual(body, self.body_of(server, "--compressed", server.origin))
        self.assertIn("gzip", server.requests[0].field("accept-encoding"))

    def test_size_limits(self):
        for fields in ([], [(b"content-length", b"100000")]):
            with self.plain(answer(200, fields, b"x" * 100_000)) as server:
                report, = self.reports(server, "--max-filesize", "1000", server.origin, status=63)
                self.assertEqual("body.too_large", report["error"]["code"])

    def test_a_limited_rate_takes_its_time(self):
        with self.plain(answer(200, body=b"x" * 600_000)) as server:
            report, = self.reports(server, "--limit-rate", "1M", server.origin)
        self.assertGreater(report["total_ms"], 300)


class Layers(H2Test):
    def test_redirects_stay_on_the_connection(self):
        for status, options, second in ((302, [], ("GET", b"")), (302, ["-d", "x=1"], ("GET", b"")),
                                        (307, ["-d", "x=1"], ("POST", b"x=1"))):
            with self.secure(in_turn(answer(status, [(b"location", b"/b")], b"moved"), echo)) as server:
                report, = self.reports(server, "-L", *options, server.origin + "/a")
            self.assertEqual([1, 1], [len(server.connections), report["redirects"]])
            last = server.requests[1]
            self.assertEqual(("/b", *second), (last.path, last.field(":method"), bytes(last.body)))

    def test_retries_stay_on_the_connection(self):
        with self.plain(in_turn(answer(503), answer(503), echo)) as server:
            report, = self.reports(server, "--retry", "3", "--retry-delay", "20ms", server.origin)
        self.assertEqual([1, 3, 2], [len(server.connections), len(server.requests), report["retries"]])

    def test_challenges_are_answered(self):
        challenge = answer(401, [(b"www-authenticate", b'Digest realm="r", nonce="n", qop="auth"')])
        with self.plain(in_turn(challenge, echo)) as server:
            self.reports(server, "--digest", "-u", "joe:pw", server.origin)
        self.assertIn("Digest ", server.requests[1].field("authorization"))
        self.assertIsNone(server.requests[0].field("authorization"))

    def test_a_range_and_a_status_that_fails(self):
        with self.plain(answer(404, body=b"no")) as server:
            report, = self.reports(server, "-f", "-r", "0-9", server.origin, status=22)
        self.assertEqual("http.status", report["error"]["code"])
        self.assertEqual("bytes=0-9", server.requests[0].field("range"))

    def test_an_interrupt_ends_with_130_and_tells_the_peer(self):
        """In the wait, in the response, and in an upload that nobody takes."""
        def stalled(begin):
            def serve(connection):
                connection.begin((h2.INITIAL_WINDOW, 0))
                request = connection.next_request(whole=False)
                connection.send(begin(request.stream))
                running.get().send_signal(signal.SIGINT)
                connection.drain()
            return serve
        for begin, arguments in ((lambda s: b"", []), (lambda s: h2.headers(s, [(b":status", b"200")]), []),
                                 (lambda s: b"", ["-d", "x" * 1000])):
            running = queue.Queue()
            with h2_peer.Peer(stalled(begin)) as server:
                process = subprocess.Popen([RTRIP, "-j", PRIOR, "-m", "20", *arguments, server.origin], text=True,
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           env=environment())
                running.put(process)
                out, err = process.communicate(timeout=60)
            self.assertEqual(130, process.returncode, err)
            self.assertIn('"interrupted"', out)


if __name__ == "__main__":
    skip_unless("openssl")
    unittest.main()
