#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Peers that speak TLS badly, cut it short, or show certificates that must not be believed."""
import contextlib
import dataclasses
import socket
import ssl
import time

import bodies_table
import certificates
import heads_table
import peer
import support

setUpModule = support.skip_unless("openssl") or (lambda: None)
LATE_S = 3.0
ALERT_WARNING, ALERT_FATAL = b"\x15\x03\x03\x00\x02\x01\x5a", b"\x15\x03\x03\x00\x02\x02\x28"
HANDSHAKE_CODES = {"tls.handshake", "tls.alert", "tls.not_tls", "tls.closed", "tls.timeout", "tls.protocol_version"}


def record(kind, payload, version=b"\x03\x03"):
    return bytes([kind]) + version + len(payload).to_bytes(2, "big") + payload


def read_some(connection):
    try:
        return connection.sock.recv(65536)
    except OSError:
        return b""


def says(data, again=False, close=peer.FIN):
    """Reads the ClientHello, answers with bytes, perhaps for ever."""
    def serve(connection):
        read_some(connection)
        connection.send(data)
        while again and connection.send(data * max(1, 65536 // len(data))):
            pass
        if close == peer.OPEN:
            connection.wait_for_end()
        return close
    return serve


GARBAGE = [
    ("a page", says(b"HTTP/1.1 400 Bad Request\r\n\r\n")), ("an SSH banner", says(b"SSH-2.0-x\r\n")),
    ("an SMTP banner", says(b"220 x ESMTP\r\n")),
    ("zeros", says(b"\0" * 64)), ("ones", says(b"\xff" * 64)), ("one byte", says(b"\x16")),
    ("half a record header", says(b"\x16\x03\x03\x40")),
    ("an empty handshake record", says(record(22, b""))), ("application data first", says(record(23, b"x" * 40))),
    ("a record too long", says(b"\x16\x03\x03\xff\xff" + b"\0" * 20000)),
    ("an unknown record", says(record(99, b"x" * 40))),
    ("an SSLv2 answer", says(b"\x80\x2e\x04\x00\x01\x00\x02" + b"\0" * 40)), ("a fatal alert", says(ALERT_FATAL)),
    ("an unknown alert", says(b"\x15\x03\x03\x00\x02\x02\xff")),
    ("close_notify at once", says(b"\x15\x03\x03\x00\x02\x01\x00")),
    ("half an alert", says(b"\x15\x03\x03\x00\x01\x02")), ("an alert too long", says(record(21, b"\x02\x28" * 20))),
    ("ChangeCipherSpec first", says(record(20, b"\x01"))),
    ("Finished first", says(record(22, b"\x14\x00\x00\x0c" + b"\0" * 12))),
    ("HelloRequest", says(record(22, b"\0\0\0\0"), close=peer.RST)),
    ("our own ClientHello", lambda c: c.send(read_some(c)) and peer.FIN),
    ("an empty ServerHello", says(record(22, b"\x02\0\0\0"))),
    ("a ServerHello of zeros", says(record(22, b"\x02\0\0\x26" + b"\0" * 38))),
    ("a ServerHello of SSL 3", says(record(22, b"\x02\0\0\x26\x03\0" + b"\0" * 36))),
    ("an HTTP/2 preface", says(b"\0\0\x12\x04" + b"\0" * 20)),
    ("a heartbeat", says(record(24, b"\x01\x40\x00x"))), ("nothing and FIN", says(b"")),
    ("nothing and RST", says(b"", close=peer.RST)),
    ("escape sequences", says(b"\x1b]0;x\x07\x1b[2J" * 9)),
]

FLOODS = [
    ("warnings", says(ALERT_WARNING, again=True)), ("empty records", says(record(22, b""), again=True)),
    ("HelloRequests", says(record(22, b"\0\0\0\0"), again=True)),
    ("ChangeCipherSpecs", says(record(20, b"\x01"), again=True)), ("zeros", says(b"\0", again=True)),
    ("letters", says(b"a", again=True)),
    ("text lines", says(b"HTTP/1.1 100 Continue\r\n\r\n", again=True)),
    ("one huge message", says(record(22, b"\x0b\xff\xff\xff" + b"\0" * 8000), again=True)),
    ("one huge ServerHello", says(record(22, b"\x02\xff\xff\xff" + b"\0" * 16000), again=True)),
    ("application data", says(record(23, b"\0" * 16000), again=True)),
    ("empty application data", says(record(23, b""), again=True)),
    ("heartbeats", says(record(24, b"\x01\x40\x00x"), again=True)),
    ("one byte a record", says(record(22, b"\x02"), again=True)),
]


@dataclasses.dataclass
class Plan:
    """A TLS server whose output is cut at byte `cut` (None: not at all); `behind` follows it raw on the wire."""
    cut: int | None = None
    close: str = peer.FIN
    answer: bytes = peer.response()
    behind: bytes = b""
    again: bool = False
    notify: bool = False
    maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3


class Tap:
    """TLS in memory, so that every byte that goes out can be counted."""

    def __init__(self, files, plan):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.maximum_version = plan.maximum
        self.context.load_cert_chain(files.cert, files.key)
        self.plan, self.sent = plan, 0

    def flush(self, connection, outgoing):
        """False when the cut was reached."""
        data = outgoing.read()
        room = len(data) if self.plan.cut is None else max(0, self.plan.cut - self.sent)
        self.sent += min(room, len(data))
        return connection.send(data[:room]) and room >= len(data)

    def __call__(self, connection):
        plan = self.plan
        self.sent = 0
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context.wrap_bio(incoming, outgoing, server_side=True)
        request, shaken = b"", False
        while b"\r\n\r\n" not in request:
            try:
                if not shaken:
                    tls.do_handshake()
                    shaken = True
                    if not self.flush(connection, outgoing):
                        return plan.close
                request += tls.read(65536)
            except ssl.SSLWantReadError:
                if not self.flush(connection, outgoing):
                    return plan.close
                data = read_some(connection)
                if not data:
                    return peer.FIN
                incoming.write(data)
            except ssl.SSLError:
                return peer.FIN
        tls.write(plan.answer)
        if plan.notify:
            with contextlib.suppress(ssl.SSLError):
                tls.unwrap()
        if self.flush(connection, outgoing):
            connection.send(plan.behind)
            while plan.again and connection.send(plan.behind * max(1, 65536 // len(plan.behind))):
                pass
            if plan.close == peer.OPEN:
                connection.wait_for_end()
        return plan.close


class Tls(peer.HostileTest):
    @classmethod
    def setUpClass(cls):
        cls.files = support.Files()
        cls.addClassCleanup(cls.files.close)

    def serving(self, raw=None, wrap=None, host="localhost"):
        served = peer.Peer(wrap=wrap, raw=raw, scheme="https", host=host)
        self.addCleanup(served.close)
        return served

    def run_one(self, raw, *options):
        served = self.serving(raw)
        started = time.monotonic()
        result = support.rtrip("-j", "--cacert", self.files.ca, *options, served.origin)
        return result, time.monotonic() - started

    def run_all(self, plans, *options):
        return peer.in_parallel(lambda raw: self.run_one(raw, *options), plans)

    def test_garbage_for_a_handshake(self):
        for (name, _), (result, wall) in zip(GARBAGE, self.run_all([serve for _, serve in GARBAGE], "-m", "5")):
            report = self.reports_of(result, 1, name)[0]
            self.assert_failed(report, *(HANDSHAKE_CODES - {"tls.timeout"}))
            self.assertIsNone(report["response"], name)
            self.assertLess(wall, LATE_S, name)

    def test_floods_in_the_handshake(self):
        for (name, _), (result, wall) in zip(FLOODS, self.run_all([serve for _, serve in FLOODS], "-m", "2")):
            report = self.reports_of(result, 1, name)[0]
            self.assert_failed(report, *HANDSHAKE_CODES)
            self.assertLess(wall, 2 + LATE_S, name)

    def test_stalls(self):
        plans = [says(b"", close=peer.OPEN), says(b"\x16\x03\x03", close=peer.OPEN),
                 Tap(self.files, Plan(cut=60, close="stall")),
                 Tap(self.files, Plan(cut=400, close="stall"))]
        stalled = [lambda c, p=p: p(c) == "stall" and c.wait_for_end() or peer.FIN for p in plans]
        for result, wall in self.run_all(stalled, "--tls-timeout", "0.4"):
            report = self.reports_of(result, 1)[0]
            self.assert_failed(report, "tls.timeout")
            self.assertEqual("--tls-timeout", report["error"]["timeout_option"])
            self.assertLess(wall, LATE_S)

    def length_of(self, maximum):
        """How much a whole exchange has the server say."""
        tap = Tap(self.files, Plan(maximum=maximum))
        self.assert_taken(self.reports_of(self.run_one(tap)[0], 1)[0])
        return tap.sent

    def test_cut_at_every_stage(self):
        allowed = HANDSHAKE_CODES - {"tls.timeout", "tls.not_tls"} | {
            "response.empty", "response.malformed", "response.reset", "body.incomplete", "body.reset"}
        for maximum in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            whole = self.length_of(maximum)
            cuts = sorted({*range(0, whole - 100, 149), *range(whole - 100, whole - 10, 9), 1, 5,
                           6})  # signatures vary in length
            for close in (peer.FIN, peer.RST):
                plans = [Tap(self.files, Plan(cut=cut, close=close, maximum=maximum)) for cut in cuts]
                for cut, (result, _) in zip(cuts, self.run_all(plans, "-m", "5")):
                    where = f"{maximum.name} {close} at {cut} of {whole}"
                    self.assert_failed(self.reports_of(result, 1, where)[0], *allowed)

    def ends(self, plan):
        result, _ = self.run_one(Tap(self.files, plan), "-m", "5")
        return self.reports_of(result, 1, str(plan))[0]

    def test_ends_with_and_without_close_notify(self):
        known = peer.response()
        chunked = bodies_table.CHUNKED + bodies_table.OK_CHUNKS
        to_the_close = b"HTTP/1.1 200 OK\r\n\r\nok"
        for maximum in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for close in (peer.FIN, peer.RST):
                for answer in (known, chunked):
                    self.assert_taken(self.ends(Plan(answer=answer, close=peer.FIN, maximum=maximum)))
                for notify, answer in ((False, to_the_close), (False, known[:-1]), (True, known[:-1]),
                                       (False, chunked[:-4]), (True, chunked[:-4])):
                    report = self.ends(Plan(answer=answer, close=close, notify=notify, maximum=maximum))
                    self.assert_failed(report, "body.incomplete", "body.reset")
                    if close == peer.FIN:
                        self.assertEqual("body.incomplete", report["error"]["code"])
            self.assert_taken(self.ends(Plan(answer=to_the_close, notify=True, maximum=maximum)))
            cut_head = self.ends(Plan(answer=known[:20], maximum=maximum))
            self.assert_failed(cut_head, "response.malformed")
            self.assert_failed(self.ends(Plan(answer=b"", maximum=maximum)), "response.empty")
            self.assert_failed(self.ends(Plan(answer=b"", notify=True, maximum=maximum)), "response.empty")

    def test_junk_behind_the_handshake(self):
        """Bytes on the wire that no key made: the body is not complete, whatever they look like."""
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"
        for maximum in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for behind in (b"junk" * 9, record(23, b"x" * 64), ALERT_FATAL, ALERT_WARNING, record(22, b"\0\0\0\0"),
                           record(20, b"\x01"),
                           record(23, b""), b"\x17\x03\x03\xff\xff" + b"x" * 70000,
                           record(22, b"\x0b\xff\xff\xff" + b"\0" * 64)):
                for again in (False, True):
                    report = self.ends(Plan(answer=answer, behind=behind, again=again, maximum=maximum))
                    self.assertFalse(report["ok"])
                    self.assertIn(report["exit_code"], (18, 28, 35, 56), report["error"])

    def test_http_over_tls_is_as_strict(self):
        served = self.serving(wrap=peer.tls_wrap(self.files))
        rows = [*bodies_table.chunk_rows(), *bodies_table.surplus_rows(), *heads_table.interim_rows()]
        # Without close_notify the end is told from a cut: those have their own test.
        rows = [row for row in rows if row.close == peer.OPEN]
        self.ask(rows, "whole", ("--cacert", str(self.files.ca)), served)
        self.ask(rows[:60], "halves", ("--cacert", str(self.files.ca)), served)

    def test_plain_http_to_a_tls_port(self):
        served = self.serving(wrap=peer.tls_wrap(self.files))
        report, _ = self.report_of("-m", "5", f"http://localhost:{served.port}/")
        self.assert_failed(report, "response.malformed", "response.empty", "response.reset")

    def test_alpn_is_not_overruled(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.files.cert, self.files.key)
        context.set_alpn_protocols(["h2"])
        served = self.serving(wrap=lambda sock: context.wrap_socket(sock, server_side=True))
        report, _ = self.report_of("-m", "5", "--cacert", self.files.ca, served.origin)
        # Agreed on HTTP/2, and HTTP/1 came: not taken for an answer.
        self.assert_failed(report, "http2.not_http2", "http2.protocol")
        self.assertEqual("h2", report["round_trips"][0]["tls"]["alpn"])
        report, _ = self.report_of("-m", "5", "--http1.1", "--cacert", self.files.ca, served.origin)
        self.assertTrue(report["ok"], report["error"])
        self.assertIsNone(report["round_trips"][0]["tls"]["alpn"])


class Certificates(peer.HostileTest):
    @classmethod
    def setUpClass(cls):
        cls.forge = certificates.Forge()
        cls.addClassCleanup(cls.forge.close)

    def show(self, issued, *options, host="localhost"):
        """(report, peer) of a request to a server with that certificate."""
        with contextlib.ExitStack() as stack:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.load_cert_chain(issued.cert, issued.key)
            served = peer.Peer(wrap=lambda sock: context.wrap_socket(sock, server_side=True), scheme="https", host=host)
            stack.callback(served.close)
            arguments = ("-m", "5", "--cacert", self.forge.root.cert, "--resolve", f"*:{served.port}:127.0.0.1",
                         *options, served.origin)
            report, _ = self.report_of(*arguments)
            return report, served

    def refuse(self, issued, *codes, host="localhost"):
        report, served = self.show(issued, host=host)
        self.assert_failed(report, *codes)
        self.assertEqual(60, report["exit_code"])
        self.assertEqual([], served.requests, "a request went to a server that was not believed")
        self.assertFalse(report["round_trips"][0]["tls"]["verified"])
        self.assertTrue(report["round_trips"][0]["tls"]["chain"])
        return report

    def refuse_but_for_k(self, issued, *codes):
        self.refuse(issued, *codes)
        insecure, _ = self.show(issued, "-k")
        self.assert_taken(insecure)
        self.assertFalse(insecure["round_trips"][0]["tls"]["verified"])

    def issue(self, *arguments, san=None, **how):
        extensions = dict(certificates.LEAF)
        if san is not None:
            extensions["subjectAltName"] = san
        extensions |= how.pop("more", {})
        return self.forge.issue(*arguments, extensions={k: v for k, v in extensions.items() if v is not None}, **how)

    def test_a_good_one_is_believed(self):
        report, _ = self.show(self.issue())
        self.assert_taken(report)
        self.assertTrue(report["round_trips"][0]["tls"]["verified"])

    def test_trust(self):
        authority = certificates.AUTHORITY
        limited = self.forge.issue(b"/CN=limited", authority | {"basicConstraints": "critical,CA:true,pathlen:0"})
        below = self.forge.issue(b"/CN=below", authority, issuer=limited)
        constrained = self.forge.issue(b"/CN=constrained",
                                       authority | {"nameConstraints": "critical,permitted;DNS:example.org"})
        leaf = self.issue()
        stranger = self.forge.issue(b"/CN=hostile test root", authority, issuer=None)
        for name, issued, codes in (
                ("self-signed", self.issue(issuer=None), {"tls.untrusted"}),
                ("expired", self.issue(days=-1), {"tls.expired"}),
                ("a root of the same name", self.issue(issuer=stranger), {"tls.untrusted"}),
                ("missing issuer", self.issue(issuer=limited), {"tls.untrusted"}),
                ("a leaf as issuer", self.issue(issuer=leaf, chain=[leaf]), {"tls.untrusted"}),
                ("path length", self.issue(issuer=below, chain=[below, limited]), {"tls.untrusted"}),
                ("name constraints", self.issue(issuer=constrained, chain=[constrained]),
                 {"tls.untrusted", "tls.hostname"}),
                ("purpose", self.issue(more={"extendedKeyUsage": "clientAuth"}), {"tls.untrusted"}),
                ("unknown critical extension", self.issue(more={"1.2.3.4": "critical,ASN1:NULL"}), {"tls.untrusted"}),
                ("a key of 1024 bits", self.issue(key=["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]),
                 {"tls.weak", "tls.untrusted"}),
                ("SHA-1", self.issue(digest="sha1"), {"tls.weak", "tls.untrusted"})):
            with self.subTest(name):
                self.refuse_but_for_k(issued, *codes)

    def test_names(self):
        zero = b"DER:30:12:82:10" + b":6c:6f:63:61:6c:68:6f:73:74:00:2e:65:76:69:6c:2e"  # localhost NUL .evil.
        refused = [
            (b"DNS:other.example", "localhost"), (b"DNS:localhost.", "other.example"), (b"DNS:*", "localhost"),
            (b"DNS:*.localhost", "localhost"),
            (b"DNS:local*", "localhost"), (b"DNS:l*t", "localhost"), (b"DNS:*host", "localhost"), (zero, "localhost"),
            (b"DNS:*.com", "example.com"),
            (b"DNS:*.example.com", "example.com"), (b"DNS:*.example.com", "a.b.example.com"),
            (b"DNS:a.*.com", "a.example.com"),
            (b"DNS:*.*.com", "a.example.com"), (b"DNS:a*.example.com", "ab.example.com"),
            (b"DNS:*b.example.com", "ab.example.com"),
            (b"DNS:xn--*.example.com", "xn--mgbh0fb.example.com"), (b"DNS:example.com.evil.org", "example.com"),
            (b"DNS:notexample.com", "example.com"),
            (b"DNS:127.0.0.1", "127.0.0.1"), (b"DNS:*.0.0.1", "127.0.0.1"), (b"IP:127.0.0.2", "127.0.0.1"),
            (b"DNS: localhost2", "localhost"), (b"IP:127.0.0.1", "localhost"), (b"DNS:localhost", "127.0.0.1"),
            # The common name counts no more beside a subjectAltName of another name.
            (b"DNS:example.org", "localhost"),
        ]
        for san, host in refused:
            with self.subTest(f"{san!r} for {host}"):
                self.refuse(self.issue(b"/CN=" + host.encode(), san=san), "tls.hostname", host=host)
        for san, host in ((b"DNS:LOCALHOST", "localhost"), (b"DNS:*.example.com", "a.example.com"),
                          (b"DNS:*.EXAMPLE.com", "A.example.COM"),
                          (b"DNS:x,DNS:y,DNS:example.com", "example.com"), (b"IP:127.0.0.1", "127.0.0.1")):
            with self.subTest(f"{san!r} for {host}"):
                report, _ = self.show(self.issue(b"/CN=x", san=san), host=host)
                self.assert_taken(report)

    def test_bytes_in_names(self):
        """Escapes, C1 controls, direction overrides, bytes that are no UTF-8, in all that is shown of a certificate."""
        subject = b"/CN=x\x1b[2J\xc2\x9bm\xe2\x80\xaey/O=\x01\x07\x1b]0;t\x07/OU=" + b"z" * 60
        issued = self.issue(subject, san=b"DNS:localhost,DNS:a\x1b[2Jb,DNS:\xff\x9b,URI:http://\x07x,email:a\x08@b")
        issuer = self.forge.issue(b"/CN=is\x1b[2Jsuer\xe2\x80\xae", certificates.AUTHORITY)
        unknown = self.issue(subject, issuer=issuer, san=b"DNS:\x1b[2J\x9b.example", chain=[issuer])
        for each, ok in ((issued, True), (unknown, True),
                         (self.issue(subject, issuer=None, san=b"DNS:\x1b[2J"), False)):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(each.cert, each.key)
            served = peer.Peer(wrap=lambda sock, context=context: context.wrap_socket(sock, server_side=True),
                               scheme="https", host="localhost")
            self.addCleanup(served.close)
            for options in (["-j"], [], ["-v"], ["-v", "-k"], ["-j", "-k"],
                            ["-k", "-w", "%{certs}%{ssl_verify_result} %{json}"], ["-S"],
                            ["--trace-ascii", "-"], ["--trace", "-", "-k"]):
                result = support.rtrip("-m", "5", "--cacert", self.forge.root.cert, *options, served.origin)
                self.assert_clean(result, str(options))
                if options == ["-v"]:
                    status, text = support.on_terminal("-m", "5", "-v", "-k", served.origin)
                    self.assertEqual(0, status)
                    # The report's own colour is CSI m; the peer's 2J and OSC must not be there.
                    for raw in ("\x1b[2J", "\x1b]", "\x07", "\x9b", "\u202e", "\x01", "\x08"):
                        self.assertNotIn(raw, text)

    def test_many_names_and_long_chains(self):
        san = b",".join(b"DNS:name%d.example" % i for i in range(2000)) + b",DNS:localhost"
        report, _ = self.show(self.issue(san=san))
        self.assert_taken(report)
        padding = [self.forge.issue(b"/CN=padding %d" % i, certificates.AUTHORITY) for i in range(8)]
        report, _ = self.show(self.issue(chain=padding))
        self.assert_taken(report)
        report, _ = self.show(self.issue(chain=padding * 60))
        self.assert_failed(report, *HANDSHAKE_CODES, "tls.untrusted")


if __name__ == "__main__":
    peer.main()
