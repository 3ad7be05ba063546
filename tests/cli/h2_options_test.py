#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which version is offered and chosen, how requests share a connection, and what of it the outputs show."""
import contextlib
import pathlib
import ssl
import subprocess
import tempfile
import time
import unittest

from counting import Counting, answer as http1_answer, in_turn as http1_in_turn
import h2_support
from h2_support import PRIOR, H2Test, echo, h2_peer
import h2_frames as h2
from support import RTRIP, rtrip, skip_unless

OFFERED = b"\x02h2\x08http/1.1"


class Versions(H2Test):
    def chosen(self, report):
        trip = report["round_trips"][0]
        return [trip["tls"]["alpn_offered"], trip["tls"]["alpn"], trip["connection"]["protocol"],
                trip["response"]["http_version"]]

    def test_https_offers_both_and_takes_h2(self):
        for options in ([], ["--http2"], ["--http1.1", "--http2"]):
            with self.subTest(options), self.secure() as server:
                report, = self.reports(server, *options, server.origin)
                self.assertEqual([["h2", "http/1.1"], "h2", "h2", "2"], self.chosen(report))
                self.assertIsNone(report["response"]["reason"])
                self.assertEqual("h2", report["response"]["body"]["framing"])
            self.assertIn(OFFERED, server.connections[0].hello)

    def http1_server(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.files.cert, self.files.key)
        context.set_alpn_protocols(["http/1.1"])
        server = Counting(http1_in_turn(http1_answer(200, b"old")), tls=context)
        server.options = ["--cacert", self.files.ca]
        return server

    def test_a_server_of_http1_is_spoken_to_as_it_wants(self):
        with self.http1_server() as server:
            for options, offered, agreed in (([], ["h2", "http/1.1"], "http/1.1"),
                                             (["--http1.1"], ["http/1.1"], "http/1.1"),
                                             (["--http2", "--http1.1"], ["http/1.1"], "http/1.1"),
                                             (["--no-alpn"], [], None), (["--http2", "--no-alpn"], [], None)):
                with self.subTest(options):
                    report, = self.reports(server, *options, server.url)
                    self.assertEqual([offered, agreed, "http/1.1", "1.1"], self.chosen(report))

    def test_http1_never_gets_frames(self):
        """A server that would prefer h2 is not given the choice."""
        context = h2_peer.tls_context(self.files, "h2", "http/1.1")
        with Counting(http1_in_turn(http1_answer(200, b"old")), tls=context) as server:
            for option in ("--http1.1", "--http1.0", "--no-alpn"):
                result = rtrip("-s", "-o", "-", "--cacert", self.files.ca, option, server.url)
                self.assert_status(0, result)
                self.assertEqual(b"old", result.bytes)

    def test_cleartext_is_http1_unless_known(self):
        with Counting(http1_in_turn(http1_answer(200, b"old"))) as server:
            for options in ([], [PRIOR, "--http1.1"]):
                result = rtrip("-j", *options, server.url)
                self.assert_status(0, result)
                self.assertEqual("http/1.1", result.json()[0]["round_trips"][0]["connection"]["protocol"])
        for options in ([], ["--http1.1", PRIOR]):
            with self.plain() as server:
                report, = self.reports(server, *options, server.origin)
                trip = report["round_trips"][0]
                self.assertEqual(["h2c", None, "2"], [trip["connection"]["protocol"], trip["tls"],
                                                     trip["response"]["http_version"]])

    def test_prior_knowledge_of_a_server_that_has_never_heard_of_it(self):
        with Counting(http1_in_turn(http1_answer(400, b"what?"))) as server:
            result = rtrip("-j", PRIOR, "-m", "10", server.url)
        self.assertIn(result.status, (8, 16))
        self.assertIn("HTTP/1", result.json()[0]["error"]["message"])


class Pool(H2Test):
    def test_two_urls_share_a_connection(self):
        for kind in (self.plain, self.secure):
            with kind() as server:
                reports = self.reports(server, server.origin + "/1", server.origin + "/2")
                trips = [report["round_trips"][0] for report in reports]
                self.assertEqual([[False, 0], [True, 1]],
                                 [[trip["connection"][key] for key in ("reused", "requests_before")] for trip in trips])
                self.assertEqual(1, len({trip["connection"]["id"] for trip in trips}))
                self.assertEqual([None] * 3, [trips[1]["phases"][key] for key in ("dns_ms", "connect_ms", "tls_ms")])
            self.assertEqual([1, [1, 3]], [len(server.connections), list(server.connections[0].requests)])

    def test_settings_of_a_client(self):
        with self.plain() as server:
            self.reports(server, server.origin)
        settings = server.connections[0].settings
        self.assertEqual(0, settings.get(h2.ENABLE_PUSH))
        # A window that a fast long path does not wait for.
        self.assertGreaterEqual(settings.get(h2.INITIAL_WINDOW, 0), 8 * h2_peer.FIRST_WINDOW)
        self.assertGreaterEqual(server.connections[0].window, settings[h2.INITIAL_WINDOW] - 1000)

    def test_a_hundred_at_once_on_one_connection(self):
        """None is answered before all have come: a client that queues or dials would wait for ever."""
        for kind in (self.plain, self.secure):
            waiting = []

            def gather(connection, request):
                waiting.append(request)
                if len(waiting) == 100:
                    for each in reversed(waiting):
                        echo(connection, each)
            with kind(gather) as server:
                reports = self.reports(server, "-m", "30", "-Z", "--parallel-max", "100", server.origin + "/[1-100]")
            self.assertEqual([1, 100], [len(server.connections), len(server.connections[0].requests)])
            self.assertEqual(1, sum(report["pool"]["dialed"] for report in reports))
            self.assertEqual({f"/{n}" for n in range(1, 101)},
                             {dict(report["response"]["headers"])["x-path"] for report in reports})

    def test_bodies_of_many_streams_do_not_mix(self):
        """The pieces of all come in turn, several in what one read takes, and each body has its own byte."""
        bodies = {f"/{n}": bytes([n]) * (100_000 + n) for n in range(1, 21)}
        waiting = []

        def woven(connection, request):
            waiting.append(request)
            if len(waiting) < len(bodies):
                return
            connection.send(*(h2.headers(each.stream, [(b":status", b"200")]) for each in waiting))
            left = {each.stream: memoryview(bodies[each.path]) for each in waiting}
            while left:
                for stream in list(left):
                    piece = 1 + 977 * stream % 12_000
                    last = piece >= len(left[stream])
                    connection.send_body(stream, left[stream][:piece], end=last)
                    left[stream] = left[stream][piece:]
                    if last:
                        del left[stream]
        for kind in (self.plain, self.secure):
            waiting.clear()
            with kind(woven) as server, tempfile.TemporaryDirectory() as folder:
                self.reports(server, "-m", "20", "-Z", "-o", f"{folder}/#1", server.origin + "/[1-20]")
                for path, body in bodies.items():
                    self.assertTrue(body == pathlib.Path(folder + path).read_bytes(), path)
            self.assertEqual(1, len(server.connections))

    def test_the_peers_limit_of_streams_is_kept(self):
        """Once it is known; by the answer to a PING all has come that was sent meanwhile."""
        most, limit = [], 3

        def serve(connection):
            connection.begin((h2.MAX_STREAMS, limit))
            barrier = None  # streams up to it were begun before the limit was known
            while True:
                request = connection.next_request()
                connection.send(h2.ping())
                connection.await_frame(h2.PING, flags=h2.ACK)
                if barrier is not None and request.stream > barrier:
                    most.append(1 + len(connection.ready))
                elif barrier is None and connection.settings_acknowledged:
                    barrier = max([request.stream, *(each.stream for each in connection.ready)])
                echo(connection, request)
        with h2_peer.Peer(serve) as server:
            server.options = [PRIOR]
            self.reports(server, "-m", "20", "-Z", "--parallel-max", "20", server.origin + "/[1-200]")
        self.assertEqual(200, len(server.requests))
        self.assertTrue(most)
        self.assertLessEqual(max(most), limit)

    def test_time_is_counted_where_it_goes(self):
        """The server thinks over each response for a third of a second, and again in the middle of its body."""
        def slow(connection, request):
            time.sleep(0.3)
            connection.send(h2.headers(request.stream, [(b":status", b"200")]), h2.data(request.stream, b"half"))
            time.sleep(0.3)
            connection.send(h2.data(request.stream, b"half", True))
        with self.plain(slow) as server:
            for report in self.reports(server, server.origin + "/1", server.origin + "/2"):
                phases = report["round_trips"][0]["phases"]
                self.assertGreater(phases["wait_ms"], 250)
                self.assertGreater(phases["body_ms"], 250)
                self.assertLess(phases["send_ms"], 250)

    def test_no_pool_is_one_connection_each(self):
        with self.plain() as server:
            self.reports(server, "--no-pool", server.origin + "/1", server.origin + "/2")
        self.assertEqual(2, len(server.connections))


class Outputs(H2Test):
    def test_write_out_and_heads_are_curls(self):
        with self.secure() as server, tempfile.TemporaryDirectory() as folder:
            common = ["-s", "--cacert", self.files.ca, server.origin + "/a"]
            form = "%{http_version} %{response_code} %{size_download} %{num_headers} %{scheme}"
            for arguments in (["-i", "-o", "-"], ["-w", form, "-o", f"{folder}/x"], ["-I", "-o", "-"]):
                curl = subprocess.run(["curl", *arguments, *common], capture_output=True, check=True)
                result = rtrip(*arguments, *common)
                self.assert_status(0, result)
                self.assertEqual(curl.stdout, result.bytes, arguments)
            for program, name in (("curl", "theirs"), (RTRIP, "ours")):
                subprocess.run([program, "-s", "--cacert", self.files.ca, "-D", f"{folder}/{name}", "-o", f"{folder}/x",
                                server.origin + "/a"], check=True, capture_output=True)
            self.assertEqual(pathlib.Path(folder, "theirs").read_bytes(), pathlib.Path(folder, "ours").read_bytes())

    def test_frames_are_shown(self):
        with self.plain() as server:
            for options in (["-v"], ["--trace", "-"], ["--trace-ascii", "-"]):
                result = rtrip(PRIOR, *options, "-d", "body", server.origin + "/shown")
                self.assert_status(0, result)
                text = result.out + result.err
                for word in ("SETTINGS", "HEADERS", "DATA", "END_STREAM", "/shown"):
                    self.assertIn(word, text, options)

    def test_secrets_are_hidden_in_frames_as_well(self):
        for options in (["-v"], ["--trace", "-"], ["--trace-ascii", "-"], ["-j"], []):
            with self.plain() as server:
                result = rtrip(PRIOR, *options, "-u", "joe:hunter22", "-b", "sid=hunter22", server.origin)
                self.assert_status(0, result)
                self.assertNotIn("hunter22", result.out + result.err, options)
                # What basic credentials look like on the wire.
                self.assertNotIn("am9lOmh1bnRlcjIy", result.out + result.err, options)
            self.assertIn(b"Basic am9lOmh1bnRlcjIy", dict(server.requests[0].fields).values())

    def test_the_record_has_what_http2_did(self):
        with self.secure(echo, (h2.MAX_STREAMS, 77), (h2.INITIAL_WINDOW, 99_999)) as server:
            first, second = self.reports(server, server.origin + "/1", server.origin + "/2")
            http2 = [report["round_trips"][0]["http2"] for report in (first, second)]
            self.assertEqual([1, 3], [each["stream_id"] for each in http2])
            text = str(http2[1])
            for expected in ("MAX_CONCURRENT_STREAMS", "77", "INITIAL_WINDOW_SIZE", "99999"):
                self.assertIn(expected, text)
            human = rtrip("-v", *server.options, server.origin)
            self.assertIn("h2", human.out)
        with Counting(http1_in_turn(http1_answer(200, b"old"))) as server, contextlib.suppress(KeyError):
            self.assertIsNone(rtrip("-j", server.url).json()[0]["round_trips"][0]["http2"])


if __name__ == "__main__":
    skip_unless("openssl", "curl")
    h2_support.SystemTest.maxDiff = None
    unittest.main()
