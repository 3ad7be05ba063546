#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The verdict against servers and name servers of loopback that really behave so, each beside a sound one.

What needs a path with a delay or with loss is in tests/system/culprit_path_test.py.
"""
import contextlib
import email.utils
import pathlib
import socket
import ssl
import sys
import threading
import time
import unittest

from counting import FIN, Counting, Reader, Seen, answer, in_turn, support
from support import SystemTest, rtrip

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hostile"))
from names import A, NameServer  # noqa: E402

# What a server waits that is to be found slow: beyond every threshold, and short.
SLOW_S = 0.3


def pause(seconds):
    """A delay that is the thing under test, not a way to wait for something."""
    threading.Event().wait(seconds)


def slowly(what, seconds=SLOW_S):
    def answered(number, seen):
        pause(seconds)
        return what(number, seen) if callable(what) else what
    return answered


class CulpritTest(SystemTest):
    def judged(self, *arguments, **options):
        result = rtrip("-j", *arguments, **options)
        self.assert_reports(result)
        reports = result.json()
        self.assertTrue(reports, result.err)
        return reports[-1]

    def assert_sound(self, *arguments):
        """One of three runs at most: on a busy machine a server may be slow in truth, but not always."""
        for _ in range(3):
            report = self.judged(*arguments)
            if not report["findings"]:
                break
        self.assertEqual([], report["findings"])
        self.assertEqual(["none", None, None, [], None],
                         [report["verdict"][key] for key in ("culprit", "share", "sentence", "because", "next")])

    def assert_verdict(self, report, culprit, confidence, lead):
        verdict = report["verdict"]
        self.assertEqual((culprit, confidence, lead), (verdict["culprit"], verdict["confidence"],
                                                       (verdict["because"] or [None])[0]), report["findings"])
        finding = report["findings"][0]
        self.assertEqual(lead, finding["id"])
        return finding


class Sound(CulpritTest):
    def test_sound_exchanges_are_nobodys_fault(self):
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        date = email.utils.formatdate(usegmt=True)
        for name, said, words in (("plain", answer(200, b"hello"), []), ("chunked", chunked, []),
                                  ("nothing", answer(204), []), ("head", answer(200), ["-I"]),
                                  ("big", answer(200, b"x" * 3_000_000), []), ("dated", answer(Date=date), []),
                                  ("upload", answer(200), ["-d", "x" * 100_000]),
                                  ("error", answer(500, b"sorry"), [])):
            with self.subTest(name), Counting(in_turn(said)) as server:
                self.assert_sound(*words, server.url)

    def test_a_redirect_next_door_is_too(self):
        with Counting(in_turn(answer(302, Location="/b"), answer(200))) as server:
            self.assert_sound("-L", server.url)


class Exchanges(CulpritTest):
    def test_a_slow_server(self):
        with Counting(slowly(answer(200))) as server:
            finding = self.assert_verdict(self.judged(server.url), "server", "sure", "server_slow")
            self.assertEqual("warn", finding["severity"])
            self.assertGreaterEqual(finding["cost_ms"], SLOW_S * 900)

    def test_the_human_report_says_so_in_eighty_columns(self):
        with Counting(slowly(answer(200))) as server:
            told = rtrip(server.url).out
            self.assertIn("  Verdict: the server, ", told)
            self.assertIn("  Next: rtrip -j ", told)
            self.assertLessEqual(max(map(len, told.splitlines())), 80)

    def test_what_it_says_to_run_next_can_be_run(self):
        with Counting(slowly(answer(200))) as server:
            report = self.judged(server.url)
            shown = support.shell(f'rtrip() {{ "$RTRIP" "$@"; }}; {report["verdict"]["next"]}')
            self.assertEqual(0, shown.returncode, shown.stderr)
            self.assertEqual(2, len([line for line in shown.stdout.split() if float(line) > SLOW_S * 900]))

    def test_redirects(self):
        with Counting(in_turn(slowly(answer(302, Location="/b"), 0.1)(0, None),
                              answer(302, Location="/c"), answer(200))) as server:
            server.answer = lambda number, seen, said=server.answer: (pause(0.05), said(number, seen))[1]
            report = self.judged("-L", server.url + "/a")
            finding = self.assert_verdict(report, "settings", "sure", "redirect_chain_cost")
            self.assertEqual(2, finding["evidence"]["redirects"])
            self.assertEqual(f"rtrip {server.url}/c", report["verdict"]["next"])

    def test_waits_between_retries(self):
        with Counting(in_turn(answer(503), answer(200))) as server:
            report = self.judged("--retry", "1", "--retry-delay", "0.3", server.url)
            finding = self.assert_verdict(report, "server", "sure", "retry_wait_cost")
            self.assertEqual(300, finding["evidence"]["waited_ms"])

    def test_clocks(self):
        for ahead, confidence in ((3600, "sure"), (-3600, "likely")):
            said = answer(200, Date=email.utils.formatdate(time.time() + ahead, usegmt=True))
            with self.subTest(ahead), Counting(in_turn(said)) as server:
                report = self.judged(server.url)
                self.assertEqual([("clock_skew", confidence)],
                                 [(f["id"], f["confidence"]) for f in report["findings"]])
                self.assertAlmostEqual(3600, report["findings"][0]["evidence"]["skew_s"], delta=2)
                self.assertEqual("none", report["verdict"]["culprit"])
        aged = answer(200, Date=email.utils.formatdate(time.time() - 3600, usegmt=True), Age="3600")
        with Counting(in_turn(aged)) as server:
            self.assert_sound(server.url)

    def test_a_server_that_ignores_expectations(self):
        class Deaf(Counting):
            def answer_one(self, connection, number, reader):
                head = reader.until(b"\r\n\r\n").decode("latin-1")
                reader.body(Seen(number, head[:-4], b""))
                connection.sendall(answer(200))
                return True
        words = ["-H", "Expect: 100-continue", "--expect100-timeout", "0.4", "-d", "x=1"]
        with Deaf(None) as server:
            finding = self.assert_verdict(self.judged(*words, server.url), "server", "likely", "expect_100_timeout")
            self.assertIsNone(finding["next"])
            self.assertGreaterEqual(finding["cost_ms"], 380)
        with Counting(in_turn(answer(200))) as server:
            self.assert_sound(*words, server.url)

    def test_a_server_without_nodelay(self):
        """Whether the kernel delays its acknowledgement is its own choice; the rule has to agree with what it did."""
        head, body = answer(200, b"hello")[:-5], b"hello"

        def halves(number, seen):
            return [head, body]
        with Counting(halves) as server:
            result = rtrip("-j", *[server.url] * 8)
            self.assert_reports(result)
            for report in result.json():
                gap = report["response"]["body"]["longest_gap_ms"]
                found = [finding["id"] for finding in report["findings"]]
                self.assertEqual(["delayed_ack_40ms"] if 38 <= gap <= 52 else [], found, gap)

        class NoDelay(Counting):
            def serve(self, connection, number):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                super().serve(connection, number)
        with NoDelay(halves) as server:
            self.assert_sound(*[server.url] * 8)

    def test_a_proxy_that_opens_its_tunnel_slowly(self):
        for seconds in (0, SLOW_S):
            def tunnel(number, seen, seconds=seconds):
                if seen.method == "CONNECT":
                    pause(seconds)
                    return b"HTTP/1.1 200 Established\r\n\r\n"
                return answer(200)
            with self.subTest(seconds), Counting(tunnel) as proxy:
                words = ["-p", "-x", proxy.url, "http://server.test/"]
                if seconds == 0:
                    self.assert_sound(*words)
                    continue
                report = self.judged(*words)
                self.assert_verdict(report, "proxy", "likely", "proxy_slow")
                self.assertEqual("rtrip --noproxy '*' http://server.test/", report["verdict"]["next"])


class Sessions(CulpritTest):
    @classmethod
    def setUpClass(cls):
        support.skip_unless("openssl")
        cls.files = support.Files()

    @classmethod
    def tearDownClass(cls):
        cls.files.close()

    def ask(self, tickets):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.files.cert, self.files.key)
        context.num_tickets = tickets

        class Slow(Counting):
            def serve(self, connection, number):
                pause(0.1)
                super().serve(connection, number)
        said = in_turn([answer(302, Location="/b", Connection="close"), FIN], answer(200))
        with Slow(said, tls=context) as server:
            return self.judged("-L", "--cacert", self.files.ca, server.url)

    def test_sessions_that_cannot_be_resumed(self):
        report = self.ask(tickets=0)
        self.assertEqual([False, False], [trip["tls"]["resumed"] for trip in report["round_trips"]])
        self.assertIn("tls_no_resumption", [finding["id"] for finding in report["findings"]])

    def test_sessions_that_are(self):
        report = self.ask(tickets=2)
        self.assertEqual([False, True], [trip["tls"]["resumed"] for trip in report["round_trips"]])
        self.assertNotIn("tls_no_resumption", [finding["id"] for finding in report["findings"]])


class Names(CulpritTest):
    def ask(self, udp, *more):
        with Counting(in_turn(answer(200))) as server, contextlib.closing(NameServer(udp)) as names:
            return self.judged(*more, "--dns-servers", names.address, f"http://server.test:{server.port}/")

    def test_a_sound_name_server(self):
        with Counting(in_turn(answer(200))) as server, \
                contextlib.closing(NameServer(lambda query: [query.good()])) as names:
            self.assert_sound("--dns-servers", names.address, f"http://server.test:{server.port}/")

    def test_aaaa_that_is_never_answered(self):
        report = self.ask(lambda query: [query.good()] if query.kind == A else [])
        finding = self.assert_verdict(report, "name_service", "sure", "dns_aaaa_stall")
        self.assertGreaterEqual(finding["cost_ms"], 40)
        self.assertTrue(report["verdict"]["next"].endswith(" server.test AAAA"))

    def test_a_slow_name_server(self):
        def slow(query):
            pause(SLOW_S)
            return [query.good()]
        # One question alone: this server answers one after the other.
        report = self.ask(slow, "-4")
        finding = self.assert_verdict(report, "name_service", "sure", "dns_slow")
        self.assertGreaterEqual(finding["cost_ms"], SLOW_S * 900)

    def test_a_name_server_that_fails_one_question(self):
        report = self.ask(lambda query: [query.good() if query.kind == A else query.answer(rcode=2)])
        found = [(finding["id"], finding["evidence"]["rcode"]) for finding in report["findings"]]
        self.assertIn(("dns_failing_server", "SERVFAIL"), found)

    def test_a_name_server_that_drops_the_first_packet(self):
        seen = set()

        def drops(query):
            first = query.kind not in seen
            seen.add(query.kind)
            return [] if first else [query.good()]
        report = self.ask(drops, "--dns-timeout", "2")
        finding = self.assert_verdict(report, "name_service", "likely", "dns_failing_server")
        self.assertGreaterEqual(finding["evidence"]["retries"], 1)


class Failures(CulpritTest):
    def test_whose_fault_failures_are(self):
        silent = socket.create_server(("127.0.0.1", 0))
        silent_url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with silent, socket.socket() as unused, Counting(in_turn(b"garbage\r\n\r\n")) as bad, \
                Counting(in_turn([FIN])) as empty, Counting(in_turn(answer(404, b"none"))) as missing, \
                Counting(in_turn(answer(503))) as broken:
            unused.bind(("127.0.0.1", 0))
            closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            for words, culprit, lead in (
                    ([closed], "peer", "connect_refused"), ([bad.url], "peer", "bad_response"),
                    ([empty.url], "peer", "connection_cut"), (["-f", missing.url], "settings", "status_refused"),
                    (["-f", broken.url], "server", "status_refused"),
                    (["--max-filesize", "1", missing.url], "settings", "limit_reached"),
                    (["--response-timeout", "0.3", silent_url], "server", "silence_acknowledged"),
                    ([silent_url.replace("http:", "https:"), "--tls-timeout", "0.3"], "unknown", "silence")):
                with self.subTest(words=words):
                    report = self.judged(*words)
                    self.assertEqual(culprit, report["verdict"]["culprit"], report["findings"])
                    self.assertEqual((lead, "fault"), (report["findings"][0]["id"], report["findings"][0]["severity"]))

    def test_a_name_that_does_not_exist(self):
        names = NameServer(lambda query: [query.answer(rcode=3)])
        with contextlib.closing(names):
            report = self.judged("--dns-servers", names.address, "http://server.test/")
            self.assert_verdict(report, "settings", "likely", "name_unknown")


if __name__ == "__main__":
    unittest.main(verbosity=2)
