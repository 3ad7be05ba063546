#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Peers that never stop, never begin or drip: every wait ends, memory stays, waiting costs nothing."""
import dataclasses
import hashlib
import resource
import time

import peer
import support

# What an end is allowed to be late by on a machine that is busy with other tests.
LATE_S = 3.0
BLOCK = 1 << 16


def endless(begin, block):
    """Sends `begin`, then `block` again and again until the other end has had enough."""
    block *= max(1, BLOCK // len(block))

    def serve(connection):
        connection.send(begin)
        while connection.send(block):
            pass
        return peer.FIN
    return serve


def dripping(begin, piece, pause=0.02):
    def serve(connection):
        connection.send(begin)
        while connection.send(piece):
            time.sleep(pause)
        return peer.FIN
    return serve


def silent(begin=b""):
    def serve(connection):
        connection.send(begin)
        connection.wait_for_end()
        return peer.FIN
    return serve


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

# (name, what the peer does, codes allowed): bounded by size, long before the time limit.
BOUNDED = [
    ("one endless line", endless(HEAD + b"X: ", b"a"), {"response.too_large"}),
    ("an endless name", endless(HEAD, b"a"), {"response.too_large"}),
    ("endless fields", endless(HEAD, b"X: a\r\n"), {"response.too_large"}),
    ("endless empty fields", endless(HEAD, b"X:\r\n"), {"response.too_large"}),
    ("endless large fields", endless(HEAD, b"X: " + b"a" * 9000 + b"\r\n"), {"response.too_large"}),
    ("endless folds", endless(HEAD + b"X: a\r\n", b" a\r\n"), {"response.too_large"}),
    ("endless blank folds", endless(HEAD + b"X: a\r\n", b" \r\n"), {"response.too_large"}),
    ("endless indented lines first", endless(HEAD, b" a\r\n"), {"response.too_large"}),
    ("an endless reason", endless(b"HTTP/1.1 200 ", b"a"), {"response.too_large"}),
    ("an endless version", endless(b"HTTP/1.", b"1"), {"response.too_large", "response.malformed"}),
    ("endless junk", endless(b"", b"a"), {"response.malformed"}),
    ("endless zeros", endless(b"", b"\0"), {"response.malformed"}),
    ("endless line ends", endless(b"", b"\r\n"), {"response.malformed"}),
    ("endless interim responses", endless(b"", b"HTTP/1.1 100 x\r\n\r\n"), {"response.too_large"}),
    ("interim responses with large heads", endless(b"", b"HTTP/1.1 103 x\r\nLink: " + b"a" * 60_000 + b"\r\n\r\n"),
     {"response.too_large"}),
    ("endless Set-Cookie", endless(HEAD, b"Set-Cookie: a=b\r\n"), {"response.too_large"}),
    ("endless Content-Length", endless(HEAD, b"Content-Length: 2\r\n"), {"response.too_large"}),
    ("an endless Content-Length", endless(HEAD + b"Content-Length: ", b"2"), {"response.too_large"}),
    ("an endless list of lengths", endless(HEAD + b"Content-Length: 2", b",2"), {"response.too_large"}),
    ("an endless list of codings", endless(HEAD + b"Transfer-Encoding: x", b",x"), {"response.too_large"}),
    ("endless chunk extension", endless(CHUNKED + b"1;", b"x"), {"body.malformed"}),
    ("endless chunk size", endless(CHUNKED, b"0"), {"body.malformed"}),
    ("endless spaces behind a size", endless(CHUNKED + b"1", b" "), {"body.malformed"}),
    ("one byte a chunk, long extensions", endless(CHUNKED, b"1;" + b"x" * 1000 + b"\r\na\r\n"), {"body.malformed"}),
    ("endless trailers", endless(CHUNKED + b"0\r\n", b"X: a\r\n"), {"response.too_large"}),
    ("an endless trailer", endless(CHUNKED + b"0\r\nX: ", b"a"), {"response.too_large"}),
    ("endless folds of a trailer", endless(CHUNKED + b"0\r\nX: a\r\n", b" a\r\n"), {"response.too_large"}),
    ("endless indented trailers", endless(CHUNKED + b"0\r\n", b" a\r\n"), {"response.too_large"}),
]

# Ended by -m alone, in the middle of plenty.
TIMED = [
    ("an endless body to the close", endless(HEAD + b"\r\n", b"body"), {"body.timeout"}),
    ("an endless chunked body", endless(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), {"body.timeout"}),
    ("an endless body of one-byte chunks", endless(CHUNKED, b"1\r\nx\r\n"), {"body.timeout"}),
    ("a body of 2^63-1", endless(HEAD + b"Content-Length: 9223372036854775807\r\n\r\n", b"body"), {"body.timeout"}),
    ("a chunk of 2^63-1", endless(CHUNKED + b"7fffffffffffffff\r\n", b"body"), {"body.timeout"}),
    ("a dripping status line", dripping(b"HTTP/1.1 200 ", b"x"), {"response.timeout"}),
    ("dripping fields", dripping(HEAD, b"X: a\r\n"), {"response.timeout"}),
    ("a dripping value", dripping(HEAD + b"X: ", b"a"), {"response.timeout"}),
    ("a dripping body", dripping(HEAD + b"Content-Length: 100000\r\n\r\n", b"x"), {"body.timeout"}),
    ("a dripping chunk size", dripping(CHUNKED + b"1;", b"x"), {"body.timeout"}),
    ("a dripping chunked body", dripping(CHUNKED, b"1\r\nx\r\n"), {"body.timeout"}),
    ("dripping trailers", dripping(CHUNKED + b"0\r\n", b"X: a\r\n"), {"body.timeout"}),
    ("dripping interim responses", dripping(b"", b"HTTP/1.1 100 x\r\n\r\n", 0.1), {"response.timeout"}),
    ("junk that drips", dripping(b"", b"a", 0.1), {"response.timeout", "response.malformed"}),
    ("silence", silent(), {"response.timeout"}),
    ("silence in the head", silent(b"HTTP/1.1 200 OK\r\nX"), {"response.timeout"}),
    ("silence behind an interim response", silent(b"HTTP/1.1 100 x\r\n\r\n"), {"response.timeout"}),
    ("silence in the body", silent(HEAD + b"Content-Length: 9\r\n\r\nx"), {"body.timeout"}),
    ("silence in a chunk", silent(CHUNKED + b"9\r\nx"), {"body.timeout"}),
    ("silence before the last line end", silent(CHUNKED + b"0\r\n"), {"body.timeout"}),
    ("silence before the close", silent(HEAD + b"\r\nbody"), {"body.timeout"}),
]


@dataclasses.dataclass
class Spent:
    wall: float
    cpu: float


class Floods(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)

    def one(self, name, serve, *options):
        url = self.peer.add("/" + hashlib.sha256(name.encode()).hexdigest()[:12], peer.Row(name, serve))
        started = time.monotonic()
        result = support.rtrip("-j", *options, url)
        return name, result, time.monotonic() - started

    def judge(self, done, codes, longest):
        name, result, wall = done
        report = self.reports_of(result, 1, name)[0]
        self.assertIn(report["error"] and report["error"]["code"], codes, f"{name}: {report['error']}")
        self.assertLess(wall, longest, name)
        return report

    def test_what_grows_is_bounded(self):
        done = peer.in_parallel(lambda row: self.one(row[0], row[1], "-m", "20"), BOUNDED)
        for row, each in zip(BOUNDED, done):
            self.judge(each, row[2], 10)

    def test_the_limit_of_the_whole_holds(self):
        done = peer.in_parallel(lambda row: self.one(row[0], row[1], "-m", "0.7"), TIMED, 2 * peer.PARALLEL)
        for row, each in zip(TIMED, done):
            report = self.judge(each, row[2], 0.7 + LATE_S)
            if report["error"]["timeout_option"] is None:
                continue  # junk that was told before the limit
            self.assertEqual("--max-time", report["error"]["timeout_option"], row[0])
            self.assertEqual(28, report["exit_code"], row[0])
            self.assertGreaterEqual(report["total_ms"], 699, row[0])

    def test_the_limit_of_the_whole_holds_with_any_output(self):
        body = endless(HEAD + b"\r\n", b"body\n")
        crumbs = endless(CHUNKED, b"1\r\nx\r\n")
        for options, serve in ((["-o", "/dev/null"], body), (["--trace", "/dev/null"], body), (["-v"], body),
                               (["--limit-rate", "1k"], body),
                               (["-v", "-i"], crumbs), (["--trace-ascii", "/dev/null"], crumbs)):
            name, result, wall = self.one(f"{options} {serve is body}", serve, "-m", "0.5", *options)
            self.assertEqual(28, result.status, name)
            self.assertLess(wall, 0.5 + LATE_S, name)

    def test_limits_of_each_phase(self):
        for name, serve, options, codes in (
                ("response", silent(), ["--response-timeout", "0.3"], {"response.timeout"}),
                ("idle body", silent(CHUNKED + b"9\r\nx"), ["--idle-timeout", "0.3"], {"body.timeout"}),
                ("dripping head", dripping(HEAD, b"X: a\r\n"), ["--response-timeout", "0.3"], {"response.timeout"}),
                ("interim", dripping(b"", b"HTTP/1.1 100 x\r\n\r\n", 0.05), ["--response-timeout", "0.3"],
                 {"response.timeout"})):
            report = self.judge(self.one(name, serve, "-m", "20", *options), codes, 0.3 + LATE_S)
            self.assertEqual(options[0], report["error"]["timeout_option"])

    def test_size_limits(self):
        body = endless(HEAD + b"\r\n", b"body")
        report = self.judge(self.one("filesize", body, "-m", "20", "--max-filesize", "100k"), {"body.too_large"}, 10)
        self.assertEqual(63, report["exit_code"])
        announced = peer.response(fields=b"Content-Length: 99999999999\r\n", body=b"", length=False)
        self.judge(self.one("announced", lambda c: c.send(announced) and c.wait_for_end(), "-m", "20", "--max-filesize",
                            "100k"),
                   {"body.too_large"}, 10)
        for limit, size, fine in ((2000, 1500, True), (2000, 2500, False), (3_000_000, 2_900_000, True)):
            head = HEAD + b"Content-Length: 0\r\nX: " + b"a" * size + b"\r\n\r\n"
            name, result, _ = self.one(f"{limit} {size}", lambda c, head=head: c.send(head) and peer.OPEN or peer.OPEN,
                                       "-m", "20", "--max-header-bytes", limit)
            self.assertEqual(0 if fine else 100, result.status, name)

    def test_waiting_costs_no_cpu(self):
        """A second of silence in each phase, measured by the kernel's account of the process."""
        stalled = support.listening()
        self.addCleanup(stalled.close)
        cases = [("wait", self.peer.add("/wait", peer.Row("", silent()))),
                 ("head", self.peer.add("/head", peer.Row("", silent(b"HTTP/1.1 20")))),
                 ("body", self.peer.add("/body", peer.Row("", silent(HEAD + b"Content-Length: 9\r\n\r\nx")))),
                 ("tls", f"https://127.0.0.1:{stalled.getsockname()[1]}/")]
        for name, url in cases:
            short, long = (self.cpu_of("-m", seconds, url) for seconds in ("0.1", "1.1"))
            self.assertLess(long.cpu - short.cpu, 0.1, name)
            self.assertGreater(long.wall, 1.0, name)

    def test_a_peer_that_does_not_read(self):
        """An upload nobody takes ends by the limit, without spinning."""
        deaf = peer.Peer(raw=lambda connection: time.sleep(4))
        self.addCleanup(deaf.close)
        spent = self.cpu_of("-m", "1.2", "--data-binary", "@-", deaf.origin, stdin=b"x" * 6_000_000, statuses={28})
        self.assertLess(spent.cpu, 1.0)

    def cpu_of(self, *arguments, statuses=frozenset({28}), stdin=b""):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        result = support.rtrip("-s", *arguments, stdin=stdin)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertIn(result.status, statuses, result.err)
        return Spent(time.monotonic() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    peer.main()
