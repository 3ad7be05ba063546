#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Streams that HTTP/2 peers refuse, reset and leave: what is tried again, how often, and what is told of it."""
import os
import pathlib
import tempfile

import h2_frames as h2
import h2_peer
import peer
import support
from h2_case import ANYTHING, H2Case, OK, PRIOR, Row, Server, good, whole

# First attempt and repetitions of a request that is known to be unprocessed.
MOST_ATTEMPTS = 8
ESCAPES = b"\x1b]0;owned\x07\x1b[2J\x9b31m\r\n\0" + "\u202e".encode() + b"\xff debug"


def once(answer):
    """The row's answer to the first /bad of a server; a good one to those behind it."""
    seen = []

    def serve(connection, stream):
        seen.append(stream)
        if len(seen) == 1:
            return answer(connection, stream)
        good(connection, connection.finish(connection.requests[stream]))
        return None
    return serve


class Resets(H2Case):
    def test_before_between_and_behind(self):
        """A stream that ends before its response does is an error, whatever the code; behind the response it is not."""
        rows = []
        for code in [*range(14), 0xff, (1 << 32) - 1]:
            name = h2.ERROR_NAMES[code] if code < 14 else hex(code)
            reset = lambda s, code=code: h2.reset(s, code)
            if code not in (h2.REFUSED_STREAM, h2.HTTP_1_1_REQUIRED):
                rows.append(Row(f"{name} before the head", "reset", lambda _, s, r=reset: r(s),
                                also=name if code < 14 else None))
                rows.append(Row(f"{name} behind 103", "reset",
                                lambda _, s, r=reset: h2.headers(s, [(b":status", b"103")]) + r(s)))
            rows.append(Row(f"{name} behind the end", "taken", lambda _, s, r=reset: whole(s) + r(s), body=b"ok"))
            if code == h2.REFUSED_STREAM:  # of a response that is there: a lie, whatever becomes of it
                rows.append(Row(f"{name} behind the head", ANYTHING, lambda _, s, r=reset: h2.headers(s, OK) + r(s)))
                continue
            rows.append(Row(f"{name} behind the head", "reset", lambda _, s, r=reset: h2.headers(s, OK) + r(s)))
            rows.append(Row(f"{name} in the body", "reset", body=b"half", answer=lambda _, s, r=reset:
                            h2.headers(s, OK) + h2.data(s, b"half") + r(s)))
            rows.append(Row(f"{name} behind all that was announced", "reset", lambda _, s, r=reset:
                            h2.headers(s, [*OK, (b"content-length", b"4")]) + h2.data(s, b"half") + r(s)))
        self.ask_rows(rows)

    def test_a_head_cut_by_a_reset_of_every_kind_is_not_sent_again(self):
        for code in (h2.NO_ERROR, h2.PROTOCOL_ERROR, h2.CANCEL, h2.ENHANCE_YOUR_CALM):
            done = self.run_row(Row(str(code), "reset", lambda _, s, code=code: h2.reset(s, code)))
            self.judge(done)
            self.assertEqual(1, len([request for request in done.server.requests if request.path == "/bad"]), code)

    def test_a_response_before_the_upload_is_read(self):
        """Section 8.1: a whole response and NO_ERROR mean that the rest of the body is not wanted."""
        body = os.urandom(1 << 20)
        for code, status in ((h2.NO_ERROR, 200), (h2.NO_ERROR, 413)):
            def converse(connection):
                connection.rude = True  # the body never gets further than the first window
                connection.begin()
                connection.send(h2.frame(h2.SETTINGS, h2.ACK))
                request = connection.next_request(whole=False)
                connection.respond(request, status, body=b"enough")
                connection.send(h2.reset(request.stream, code))
            with h2_peer.Peer(converse) as server:
                report, _ = self.report_of(PRIOR, "-m", "10", "--data-binary", "@-", server.origin, stdin=body)
            self.assert_taken(report)
            self.assertEqual([status, 6], [report["response"]["status"], report["response"]["body"]["wire_bytes"]])

    def test_a_cancelled_stream_is_told_to_the_peer(self):
        """Too large for --max-filesize: RST_STREAM or the end of the connection, and the next request is answered."""
        row = Row("large", ANYTHING, lambda _, s: h2.headers(s, OK) + h2.data(s, b"x" * 16_000) * 3,
                  options=("--max-filesize", "1000"))
        done = self.run_row(row)
        self.assertEqual(63, self.judge(done)["exit_code"])
        first = done.server.connections[0]
        self.assertTrue(first.sent(h2.RST_STREAM) or len(done.server.connections) == 2)


class Replays(H2Case):
    """Requests that the peer says it has not looked at."""

    def test_refused_once_is_sent_once_more(self):
        body = os.urandom(50_000)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "f")
            file.write_bytes(body)
            for name, options, sent in (("GET", [], b""), ("POST", ["--data-binary", f"@{file}"], body),
                                        ("PUT", ["-T", file], body), ("DELETE", ["-X", "DELETE"], b"")):
                for how, refuse in (("before the body", self.refuse_early), ("behind the body", self.refuse_late)):
                    with self.subTest(name=name, how=how):
                        done = self.run_row(Row(name, "taken", once(refuse)), *options)
                        report = self.judge(done)
                        bad = [request for request in done.server.requests if request.path == "/bad"]
                        self.assertEqual([2, sent], [len(bad), bytes(bad[1].body)])
                        self.assertEqual(2, len(report["round_trips"]))

    @staticmethod
    def refuse_early(_, stream):
        return h2.reset(stream, h2.REFUSED_STREAM)

    @staticmethod
    def refuse_late(connection, stream):
        connection.finish(connection.requests[stream])
        return h2.reset(stream, h2.REFUSED_STREAM)

    def test_a_pipe_is_sent_again_only_from_the_spool(self):
        body = os.urandom(50_000)
        for options, attempts, statuses in ((["--spool", "100k"], 2, (0,)), ([], 1, (65, 92))):
            row = Row("pipe", ANYTHING, once(self.refuse_late))
            with Server(row) as server:
                report, _ = self.report_of(PRIOR, "-m", "20", "-T", "-", *options, server.origin + "/bad", stdin=body)
            self.assertIn(report["exit_code"], statuses, report["error"])
            self.assertEqual([body] * attempts, [bytes(request.body) for request in server.requests])

    def test_refused_for_ever_ends_and_says_so(self):
        done = self.run_row(Row("refused", "refused", self.refuse_early, also="REFUSED_STREAM"), limit=60)
        report = self.judge(done, 50)
        bad = [request for request in done.server.requests if request.path == "/bad"]
        self.assertTrue(2 <= len(bad) <= MOST_ATTEMPTS, len(bad))
        self.assertEqual(len(bad), len(report["round_trips"]))

    def test_goaway_below_the_stream_for_ever_ends(self):
        def answer(_, stream):
            return h2.goaway(stream - 1)
        done = self.run_row(Row("goaway", "goaway", answer, alone=True), limit=60)
        self.judge(done, 50)
        self.assertTrue(2 <= len(done.server.connections) <= MOST_ATTEMPTS, len(done.server.connections))
        for connection in done.server.connections:
            self.assertLessEqual(len(connection.requests), 1, "no new stream behind a GOAWAY")

    def test_goaway_below_the_stream_once_is_sent_again_elsewhere(self):
        for method in ([], ["-d", "x=1"]):
            for close in (None, h2_peer.FIN):
                def answer(connection, stream):
                    connection.finish(connection.requests[stream])
                    connection.send(h2.goaway(stream - 1))
                    return close
                done = self.run_row(Row("goaway", "taken", once(answer)), *method)
                self.judge(done)
                self.assertEqual([1, 2], [len(each.requests) for each in done.server.connections])

    def test_goaway_before_the_stream(self):
        """A connection that is told off at once: the request goes to the next, and that is bounded too."""
        def retiring(connection):
            connection.read_preface()
            connection.send(h2.settings(), h2.goaway(0))
            connection.drain()
        with h2_peer.Peer(retiring) as server:
            report, _ = self.report_of(PRIOR, "-m", "60", server.origin)
        self.assert_kind(report, "goaway", "GOAWAY at once")
        self.assertLessEqual(len(server.connections), MOST_ATTEMPTS)


class GoAway(H2Case):
    def test_a_stream_that_it_includes_is_completed_and_the_connection_left(self):
        for name, last in (("the stream's own", 1), ("all", h2.MOST_STREAM)):
            for place in ("before", "between", "behind"):
                def answer(_, stream):
                    away = h2.goaway(last)
                    parts = [h2.headers(stream, OK), h2.data(stream, b"ok", True)]
                    parts.insert(("before", "between", "behind").index(place), away)
                    return b"".join(parts)
                done = self.run_row(Row(f"{name} {place}", "taken", once(answer), body=b"ok"))
                self.judge(done)
                self.assertEqual([1, 1], [len(each.requests) for each in done.server.connections], f"{name} {place}")

    def test_twice_with_a_lower_last_stream(self):
        """The way of section 6.8: first a warning, then the truth."""
        done = self.run_row(Row("twice", "taken", lambda _, s: h2.goaway(h2.MOST_STREAM) + h2.goaway(s) + whole(s),
                                body=b"ok"))
        self.judge(done)

    def test_a_last_stream_that_rises(self):
        self.judge(self.run_row(Row("rises", ANYTHING, lambda _, s: h2.goaway(0) + h2.goaway(s) + whole(s))))

    def test_an_error_and_the_end(self):
        """The stream may have been processed: it fails with what the GOAWAY said."""
        for code in (h2.PROTOCOL_ERROR, h2.INTERNAL_ERROR, h2.ENHANCE_YOUR_CALM, h2.INADEQUATE_SECURITY):
            def answer(connection, stream):
                connection.send(h2.goaway(stream, code, b"too many things"))
                return h2_peer.FIN
            done = self.run_row(Row(h2.ERROR_NAMES[code], "goaway", answer, alone=True, also=h2.ERROR_NAMES[code]))
            report = self.judge(done)
            self.assertIn("too many things", report["error"]["message"] + str(report["round_trips"]))
            self.assertEqual(1, len(done.server.connections))

    def test_an_end_without_a_goaway_in_the_body(self):
        def answer(connection, stream):
            connection.send(h2.goaway(stream), h2.headers(stream, OK), h2.data(stream, b"half"))
            return h2_peer.FIN
        self.judge(self.run_row(Row("cut", "cut body", answer, body=b"half", alone=True)))

    def test_debug_data_is_escaped_everywhere(self):
        def converse(connection):
            connection.begin()
            connection.send(h2.goaway(1, h2.ENHANCE_YOUR_CALM, ESCAPES + b"x" * 5000))
            return h2_peer.FIN
        for options in ([], ["-j"], ["-v"], ["--trace", "-"], ["--trace-ascii", "-"], ["-w", "%{errormsg}"],
                        ["-s", "-S", "-o", "-"], ["-v", "-j"]):
            with h2_peer.Peer(converse) as server:
                result = support.rtrip(PRIOR, "-m", "5", *options, server.origin)
            self.assertEqual(16, result.status, f"{options}: {result.err}")
            self.assert_clean(result, str(options))
        status, text = 0, ""
        with h2_peer.Peer(converse) as server:
            status, text = support.on_terminal(PRIOR, "-v", "-m", "5", server.origin)
        self.assertEqual(16, status)
        self.assertNotIn("\x1b]", text)
        self.assertNotIn("\x1b[2J", text)

    def test_debug_data_at_the_largest(self):
        answer = lambda _, s: h2.goaway(s, 0, b"d" * 16_000) + whole(s)
        self.judge(self.run_row(Row("large", "taken", answer, body=b"ok")))


class Windows(H2Case):
    def upload(self, serve, *settings, size=300_000):
        """A small request first, so that the client knows our SETTINGS when it begins to upload."""
        body = os.urandom(size)

        def converse(connection):
            connection.rude = True
            connection.begin(*settings)
            connection.send(h2.frame(h2.SETTINGS, h2.ACK))
            first = connection.next_request()
            while not connection.settings_acknowledged:
                connection.read_frame()
            good(connection, first)
            serve(connection, connection.next_request(whole=False))
        with h2_peer.Peer(converse) as server:
            result = support.rtrip("-j", PRIOR, "-m", "20", server.origin, "--next", "-j", PRIOR, "-m", "20",
                                   "--data-binary", "@-", server.origin, stdin=body)
        reports = self.reports_of(result, 2)
        self.assert_taken(reports[1])
        return reports[1], bytes(server.requests[1].body), body

    def test_a_window_that_goes_negative_and_opens_again(self):
        def serve(connection, request):
            while len(request.body) < 50_000:
                connection.read_frame()
            connection.send(h2.settings((h2.INITIAL_WINDOW, 10)))
            while connection.settings_acknowledged < 2:
                connection.read_frame()
            self.assertEqual(50_000, len(request.body))
            # 49990 of these only bring the window back to nothing.
            connection.send(h2.window_update(0, 1 << 20), h2.window_update(request.stream, 49_990), h2.ping())
            connection.await_frame(h2.PING, flags=h2.ACK)
            self.assertEqual(50_000, len(request.body))
            connection.send(h2.window_update(request.stream, 1 << 20))
            connection.respond(connection.finish(request), body=b"ok")
        _, came, body = self.upload(serve, (h2.INITIAL_WINDOW, 50_000))
        self.assertEqual(body, came)

    def test_windows_opened_byte_by_byte(self):
        def serve(connection, request):
            for count in range(1, 201):
                connection.send(h2.window_update(request.stream, 1))
                while len(request.body) < count:
                    connection.read_frame()
                self.assertEqual(count, len(request.body))
            connection.respond(connection.finish(request), body=b"ok")
        _, came, body = self.upload(serve, (h2.INITIAL_WINDOW, 0), size=200)
        self.assertEqual(body, came)

    def test_nothing_is_sent_beyond_the_connections_window(self):
        """65535 bytes on a connection whose window nobody opens, then an answer all the same."""
        def serve(connection, request):
            while len(request.body) < h2_peer.FIRST_WINDOW:
                connection.read_frame()
            connection.send(h2.ping())
            connection.await_frame(h2.PING, flags=h2.ACK)
            self.assertEqual(h2_peer.FIRST_WINDOW, len(request.body))
            connection.respond(request, 413, body=b"no")
            connection.send(h2.reset(request.stream, h2.NO_ERROR))
        report, _, _ = self.upload(serve, (h2.INITIAL_WINDOW, 1 << 20))
        self.assertEqual(413, report["response"]["status"])

    def test_nothing_is_sent_in_larger_frames_than_allowed(self):
        for most in (16_384, 20_000, 1 << 20):
            frames = []

            def serve(connection, request):
                connection.rude = False
                connection.send(h2.window_update(0, 1 << 20), h2.window_update(request.stream, 1 << 20))
                connection.respond(connection.finish(request), body=b"ok")
                frames.extend(connection.sent(h2.DATA))
            _, came, body = self.upload(serve, (h2.MAX_FRAME, most))
            self.assertEqual(body, came)
            self.assertLessEqual(max(len(frame.payload) for frame in frames), most)

    def test_a_download_in_full_windows(self):
        """The peer waits for each window to be opened again; 4 MiB arrive byte for byte."""
        body = os.urandom(4 << 20)
        row = Row("download", "taken", lambda c, s: c.respond(c.requests[s], body=body), body=body)
        self.judge(self.run_row(row))


if __name__ == "__main__":
    peer.main()
