#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The verdict against paths and servers that really behave so: delay, loss, silence, between two network namespaces.

Each case has its sound counterpart, which must not be blamed for anything. Times are judged by ratio and order.
"""
import contextlib
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest

import paths
import support
from paths import TO_CLIENT, TO_SERVER, Path

DELAY_MS = 30
RTT_MS = 2 * DELAY_MS
INCONCLUSIVE, LIKELY, SURE = "inconclusive", "likely", "sure"


def ok(body=b"hello", more=b""):
    return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (more, len(body)) + body


def read_head(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
    return head


class Server:
    """Gives each request to `serve(connection, head, ended)`; `ended` is set when the test is over."""

    def __init__(self, path, serve, tls=None):
        self.serve, self.tls, self.ended = serve, tls, threading.Event()
        self.listener = path.listen()
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()
        port = self.listener.getsockname()[1]
        self.address = f"{paths.SERVER}:{port}"
        self.port, self.url = port, f"{'https' if tls else 'http'}://{self.address}/"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with contextlib.suppress(OSError, ssl.SSLError), contextlib.ExitStack() as held:
            held.enter_context(connection)
            if self.tls:
                connection = held.enter_context(self.tls.wrap_socket(connection, server_side=True))
            while (head := read_head(connection)) is not None:
                if self.serve(connection, head, self.ended) is False:
                    return


def after(milliseconds, body=b"hello"):
    def serve(connection, _, ended):
        ended.wait(milliseconds / 1000)
        connection.sendall(ok(body))
    return serve


def silent(connection, _, ended):
    ended.wait()


def drop_first(count, wanted, direction=TO_SERVER):
    """Drops the first `count` packets of a direction for which wanted(packet) holds."""
    left = [count]

    def drop(towards, packet):
        if towards != direction or left[0] == 0 or not wanted(packet):
            return False
        left[0] -= 1
        return True
    return drop


def drop_every(nth, direction, wanted=paths.carries_data):
    seen = [0]

    def drop(towards, packet):
        if towards != direction or not wanted(packet):
            return False
        seen[0] += 1
        return seen[0] % nth == 0
    return drop


class PathTest(support.SystemTest):
    def judged(self, path, *arguments, **options):
        result = path.rtrip("-j", *arguments, **options)
        reports = result.json()
        self.assertTrue(reports, result.err)
        self.assert_reports(result)
        report = reports[-1]
        report["by_id"] = {finding["id"]: finding for finding in report["findings"]}
        return report

    def assert_sound(self, path, *arguments):
        """One of three runs at most: on a busy machine a server may be slow in truth, but not always."""
        for _ in range(3):
            report = self.judged(path, *arguments)
            if not report["findings"]:
                break
        self.assertEqual([], report["findings"], report["verdict"])
        self.assertEqual("none", report["verdict"]["culprit"])
        return report

    def assert_verdict(self, report, culprit, confidence, lead):
        verdict = report["verdict"]
        ids = [finding["id"] for finding in report["findings"]]
        self.assertEqual((culprit, confidence, lead), (verdict["culprit"], verdict["confidence"], (ids or [None])[0]),
                         report["findings"])


class Connecting(PathTest):
    def test_a_long_path_alone_is_nobodys_fault(self):
        with Path(DELAY_MS) as path, Server(path, after(0)) as server:
            report = self.assert_sound(path, server.url)
            rtt = report["round_trips"][0]["connection"]["tcp"]["min_rtt_ms"]
            self.assertGreaterEqual(rtt, RTT_MS)
            self.assertLess(rtt, 2 * RTT_MS)
            self.assertEqual(0, report["round_trips"][0]["connect"]["attempts"][0]["syn_retransmits"])

    def test_a_syn_that_is_lost_costs_the_retransmission_timer(self):
        for lost in (1, 2):
            drop = drop_first(lost, paths.is_syn)
            with self.subTest(lost=lost), Path(DELAY_MS, drop) as path, Server(path, after(0)) as server:
                report = self.judged(path, server.url)
                self.assert_verdict(report, "path", SURE, "syn_retransmit")
                finding = report["by_id"]["syn_retransmit"]
                self.assertEqual(lost, finding["evidence"]["syn_retransmits"])
                # A second for each, or 1 s and then 2 s: kernels differ.
                self.assertGreaterEqual(finding["cost_ms"], lost * 950)
                self.assertIn(paths.SERVER, report["verdict"]["next"])
                self.assertGreater(report["verdict"]["share"], 0.8)

    def test_ipv6_that_leads_nowhere_delays_ipv4(self):
        with Path(1, lambda _, packet: packet[0] >> 4 == 6) as path, Server(path, after(0)) as server:
            url = f"http://server.test:{server.port}/"
            report = self.judged(path, "--resolve", f"server.test:{server.port}:[{paths.SERVER6}],{paths.SERVER}", url)
            self.assert_verdict(report, "path", LIKELY, "ipv6_broken_fallback")
            self.assertEqual(f"rtrip -6 {url}", report["verdict"]["next"])
        with Path(1) as path, Server(path, after(0)) as server:
            self.assert_sound(path, "--resolve", f"server.test:{server.port}:{paths.SERVER}",
                              f"http://server.test:{server.port}/")

    def test_an_address_behind_which_nobody_answers(self):
        with Path(1) as path:
            report = self.judged(path, "--connect-timeout", "0.3", "http://10.77.0.9:1/")
            self.assert_verdict(report, "path", LIKELY, "connect_silent")


class Names(PathTest):
    """A name server at the far end, and the namespace's own resolv.conf."""

    def ask(self, host, lines):
        with Path(DELAY_MS) as path, Server(path, after(0)) as server:
            socket = paths.inside(path.server, lambda: paths.socket.socket(paths.socket.AF_INET, paths.socket.SOCK_DGRAM))
            socket.bind((paths.SERVER, 53))
            path.sockets.append(socket)
            threading.Thread(target=self.serve, args=(socket,), daemon=True).start()
            # `ip netns exec` puts this in the place of /etc/resolv.conf.
            folder = pathlib.Path("/etc/netns") / path.client
            folder.mkdir(parents=True)
            try:
                (folder / "resolv.conf").write_text(f"nameserver {paths.SERVER}\n" + lines)
                return self.judged(path, "-4", f"http://{host}:{server.port}/")
            finally:
                shutil.rmtree(folder)
                with contextlib.suppress(OSError):
                    folder.parent.rmdir()
                # A shutdown wakes the thread that reads; on a socket without a peer it says ENOTCONN all the same.
                with contextlib.suppress(OSError):
                    socket.shutdown(paths.socket.SHUT_RDWR)

    @staticmethod
    def serve(socket):
        with contextlib.suppress(OSError):
            while True:
                query, client = socket.recvfrom(2000)
                if not query:
                    return
                end = 12
                labels = []
                while query[end]:
                    labels.append(query[end + 1:end + 1 + query[end]])
                    end += 1 + query[end]
                known = labels == [b"server", b"test"]
                address = bytes(map(int, paths.SERVER.split(".")))
                record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + address if known else b""
                flags = b"\x81\x80" if known else b"\x81\x83"
                counts = b"\0\1" + (b"\0\1" if known else b"\0\0") + b"\0\0\0\0"
                socket.sendto(query[:2] + flags + counts + query[12:end + 5] + record, client)

    def test_search_domains_cost_a_round_trip_each(self):
        report = self.ask("server.test", "search corp.example lab.example\noptions ndots:2\n")
        self.assert_verdict(report, "settings", SURE, "dns_search_expansion")
        finding = report["by_id"]["dns_search_expansion"]
        self.assertEqual(3, finding["evidence"]["names"])
        self.assertGreaterEqual(finding["cost_ms"], 2 * RTT_MS)

    def test_a_name_with_a_dot_at_its_end_is_looked_up_once(self):
        report = self.ask("server.test.", "search corp.example lab.example\noptions ndots:2\n")
        self.assertNotIn("dns_search_expansion", report["by_id"])


class Waiting(PathTest):
    def test_a_slow_server_is_told_apart_from_a_long_path(self):
        with Path(DELAY_MS) as path, Server(path, after(400)) as server:
            report = self.judged(path, server.url)
            self.assert_verdict(report, "server", SURE, "server_slow")
            evidence = report["by_id"]["server_slow"]["evidence"]
            self.assertGreaterEqual(evidence["server_ms"], 380)
            self.assertGreaterEqual(evidence["wait_ms"] - evidence["server_ms"], RTT_MS - 5)

    def test_a_request_that_was_lost_is_not_the_servers_fault(self):
        drop = drop_first(1, paths.carries_data)
        with Path(DELAY_MS, drop) as path, Server(path, after(0)) as server:
            report = self.judged(path, server.url)
            self.assert_verdict(report, "path", LIKELY, "request_retransmit")
            self.assertEqual(1, report["by_id"]["request_retransmit"]["evidence"]["retransmits"])
            if "server_slow" in report["by_id"]:
                self.assertEqual(INCONCLUSIVE, report["by_id"]["server_slow"]["confidence"])

    def test_acknowledged_and_then_silence(self):
        with Path(DELAY_MS) as path, Server(path, silent) as server:
            report = self.judged(path, "--response-timeout", "0.5", server.url)
            self.assert_verdict(report, "server", SURE, "silence_acknowledged")
            self.assertEqual(0, report["by_id"]["silence_acknowledged"]["evidence"]["unacked_segments"])

    def test_never_acknowledged(self):
        def swallows_data(direction, packet):
            return direction == TO_SERVER and paths.carries_data(packet)
        with Path(DELAY_MS, swallows_data) as path, Server(path, silent) as server:
            report = self.judged(path, "--response-timeout", "1", server.url)
            self.assert_verdict(report, "path", SURE, "silence_unacknowledged")
            self.assertGreaterEqual(report["by_id"]["silence_unacknowledged"]["evidence"]["unacked_segments"], 1)


class Bodies(PathTest):
    def test_a_young_connection_takes_rounds_that_an_old_one_does_not(self):
        with Path(DELAY_MS) as path, Server(path, after(0, b"x" * 150_000)) as server:
            result = path.rtrip("-j", server.url, server.url)
            first, second = result.json()
            self.assertEqual(["slow_start_rounds"], [finding["id"] for finding in first["findings"]])
            self.assertEqual(("path", LIKELY), (first["verdict"]["culprit"], first["verdict"]["confidence"]))
            self.assertGreaterEqual(first["findings"][0]["evidence"]["waits"], 2)
            self.assertEqual([], second["findings"])

    def test_a_body_whose_segments_get_lost(self):
        drop = drop_every(6, TO_CLIENT)
        with Path(DELAY_MS, drop) as path, Server(path, after(0, b"x" * 200_000)) as server:
            report = self.judged(path, server.url)
            self.assertGreater(report["round_trips"][0]["connection"]["tcp"]["out_of_order"], 0)
            self.assert_verdict(report, "path", LIKELY, "body_slow_path")

    def test_a_server_that_pauses_within_the_body(self):
        def serve(connection, _, ended):
            connection.sendall(ok(b"x" * 20_000)[:-10_000])
            ended.wait(0.8)
            connection.sendall(b"x" * 10_000)
        with Path(DELAY_MS) as path, Server(path, serve) as server:
            report = self.judged(path, server.url)
            self.assert_verdict(report, "server", LIKELY, "body_slow_server")
            self.assertGreaterEqual(report["round_trips"][0]["response"]["body"]["longest_gap_ms"], 600)

    def test_a_narrow_path_is_not_held_against_the_server(self):
        with Path(DELAY_MS, bytes_per_second=50_000) as path, Server(path, after(0, b"x" * 60_000)) as server:
            report = self.judged(path, server.url)
            self.assert_verdict(report, "unknown", INCONCLUSIVE, "body_slow_unexplained")

    def test_a_server_that_does_not_read_the_upload(self):
        def serve(connection, head, ended):
            length = int(head.lower().split(b"content-length:")[1].split()[0])
            ended.wait(1)
            left = length - len(head.split(b"\r\n\r\n", 1)[1])
            while left > 0:
                left -= len(connection.recv(65536))
            connection.sendall(ok())
        with tempfile.TemporaryDirectory() as folder, Path(1) as path, Server(path, serve) as server:
            body = pathlib.Path(folder) / "body"
            body.write_bytes(b"x" * 900_000)
            # Small, so that the body does not fit into what the server's kernel takes by itself.
            server.listener.setsockopt(paths.socket.SOL_SOCKET, paths.socket.SO_RCVBUF, 16_384)
            report = self.judged(path, "-H", "Expect:", "-T", body, server.url)
            self.assert_verdict(report, "server", LIKELY, "request_upload_slow")
            self.assertGreaterEqual(report["by_id"]["request_upload_slow"]["evidence"]["rwnd_limited_ms"], 500)
        with tempfile.TemporaryDirectory() as folder, Path(1) as path:
            body = pathlib.Path(folder) / "body"
            body.write_bytes(b"x" * 900_000)

            def reads(connection, head, ended):
                left = 900_000 - len(head.split(b"\r\n\r\n", 1)[1])
                while left > 0:
                    left -= len(connection.recv(65536))
                connection.sendall(ok())
            with Server(path, reads) as server:
                self.assert_sound(path, "-H", "Expect:", "-T", body, server.url)


class Handshakes(PathTest):
    @classmethod
    def setUpClass(cls):
        support.skip_unless("openssl")
        cls.folder = tempfile.TemporaryDirectory()
        cls.small = cls.certificate("small", 1)
        # More than the ten segments that a server may send at once.
        cls.big = cls.certificate("big", 900)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def certificate(cls, name, names):
        base = pathlib.Path(cls.folder.name) / name
        alternatives = ",".join(["IP:" + paths.SERVER] + [f"DNS:name-{i}.example.test" for i in range(names - 1)])
        config = base.with_suffix(".cnf")
        config.write_text("[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=server.test\n"
                          f"[ext]\nsubjectAltName={alternatives}\nbasicConstraints=critical,CA:TRUE\n")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "30", "-keyout", base.with_suffix(".key"), "-out", base.with_suffix(".pem"),
                        "-config", config], check=True, capture_output=True)
        return base

    def context(self, base, **changes):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(base.with_suffix(".pem"), base.with_suffix(".key"))
        for name, value in changes.items():
            setattr(context, name, value)
        return context

    def ask(self, context, base, *arguments, ask=None):
        with Path(DELAY_MS) as path, Server(path, after(0), context) as server:
            return (ask or self.judged)(path, "--cacert", base.with_suffix(".pem"), *arguments, server.url)

    def test_tls_1_3_is_sound(self):
        self.ask(self.context(self.small), self.small, ask=self.assert_sound)

    def test_tls_1_2_takes_a_round_trip_more(self):
        report = self.ask(self.context(self.small, maximum_version=ssl.TLSVersion.TLSv1_2), self.small)
        self.assert_verdict(report, "server", SURE, "tls_extra_round_trip")
        cost = report["by_id"]["tls_extra_round_trip"]["cost_ms"]
        self.assertTrue(RTT_MS <= cost < 2 * RTT_MS, cost)
        self.assertIn("--tlsv1.3", report["verdict"]["next"])

    def test_a_hello_retry_request_does_too(self):
        context = self.context(self.small)
        context.set_ecdh_curve("secp384r1")
        report = self.ask(context, self.small)
        self.assert_verdict(report, "server", SURE, "tls_extra_round_trip")
        self.assertIn("HelloRetryRequest", report["verdict"]["sentence"])
        # What it says to run next shows a handshake without it.
        words = report["verdict"]["next"].split()
        self.assertEqual(["rtrip", "--curves"], words[:2])
        self.ask(context, self.small, "--curves", words[2], ask=self.assert_sound)

    def test_certificates_beyond_the_first_window(self):
        report = self.ask(self.context(self.big), self.big)
        self.assert_verdict(report, "server", LIKELY, "tls_big_certificate_chain")
        self.assertGreater(report["by_id"]["tls_big_certificate_chain"]["evidence"]["certificate_bytes"], 14_600)


if __name__ == "__main__":
    paths.skip_unless_possible()
    unittest.main(verbosity=2)
