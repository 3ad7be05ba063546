#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Name servers that forge, loop, garble, flood and say nothing."""
import itertools
import struct
import time

import names
import peer
import support
from names import A, AAAA, CNAME, NS, OPT, TXT, framed, name, record

LATE_S = 3.0
FAILED = {"dns.malformed", "dns.timeout", "dns.no_address", "dns.servfail", "dns.refused", "dns.nxdomain",
          "dns.no_server"}


def only(*make):
    """The same datagrams for A and AAAA."""
    return lambda query: [each(query) if callable(each) else each for each in make]


def for_a(make):
    """A datagram for A; no record for AAAA."""
    return lambda query: [make(query) if query.kind == A else query.answer()]


def with_records(*records, **how):
    return for_a(lambda query: query.answer(*records, **how))


def chain(length, last=record):
    """CNAMEs c0 to c<length>, and an address for the last."""
    owners = [names.POINTER_TO_QUESTION, *(name(f"c{i}.example") for i in range(length))]
    links = [record(owners[i], CNAME, owners[i + 1]) for i in range(length)]
    return [*links, last(owners[length])]


# (name, datagrams of the server): the true answer is found.
FOUND = [
    ("plain", lambda query: [query.good()]),
    ("behind noise", lambda query: [*names.noise(query), query.good()]),
    ("followed by noise", lambda query: [query.good(), *names.noise(query)]),
    ("many times", lambda query: [query.good()] * 200),
    ("AAAA never answered", lambda query: [query.good()] if query.kind == A else []),
    ("AAAA answered with NXDOMAIN", lambda query: [query.good() if query.kind == A else query.answer(rcode=3)]),
    ("AAAA answered with SERVFAIL", lambda query: [query.good() if query.kind == A else query.answer(rcode=2)]),
    ("AAAA answered with REFUSED", lambda query: [query.good() if query.kind == A else query.answer(rcode=5)]),
    ("AAAA garbled",
     lambda query: [query.good() if query.kind == A else query.answer(record(kind=AAAA, data=b"x" * 16, length=99))]),
    ("a chain of 8 names", with_records(*chain(8))),
    ("records of other owners beside", with_records(record(name("evil.example"), data=b"\xc0\0\2\1"), record())),
    ("records of other classes beside", with_records(record(klass=3, data=b"\xc0\0\2\1"), record())),
    ("records of other types beside",
     with_records(record(kind=TXT, data=b"\3abc"), record(kind=NS, data=name("ns.example")), record())),
    ("TTL 0", with_records(record(ttl=0))),
    ("TTL 2^31", with_records(record(ttl=1 << 31))),
    ("TTL 2^32-1", with_records(record(ttl=(1 << 32) - 1))),
    ("an unknown type with data", with_records(record(kind=65280, data=b"\x1b[2J" * 50), record())),
    ("compressed owner", with_records(record(b"\xc0\x0c"))),
]

# The server never gives an address that could be used.
NOT_FOUND = [
    ("silence", lambda query: [], {"dns.timeout"}),
    ("forged identities alone", lambda query: list(names.noise(query))[:40], {"dns.timeout"}),
    ("the query itself", only(lambda query: query.wire), {"dns.timeout", "dns.malformed"}),
    ("empty datagrams", only(b""), {"dns.timeout", "dns.malformed"}),
    ("a byte", only(b"\0"), {"dns.timeout", "dns.malformed"}),
    ("an identity alone", only(lambda query: query.id), {"dns.timeout", "dns.malformed"}),
    ("a head alone", only(lambda query: query.answer(question=b"", questions=0)), FAILED),
    ("a head that promises", only(lambda query: query.answer(count=65535)), FAILED),
    ("a head cut short", only(lambda query: query.answer()[:11]), FAILED),
    ("a question cut short", only(lambda query: query.answer()[:15]), FAILED),
    ("another question", only(lambda query: query.answer(record(), question=name("o.example") + query.question[-4:])),
     FAILED),
    ("a question of another type",
     only(lambda query: query.answer(record(), question=query.question[:-4] + b"\0\x10\0\1")), FAILED),
    ("a question of another class", only(lambda query: query.answer(record(), question=query.question[:-2] + b"\0\3")),
     FAILED),
    ("zeros", only(b"\0" * 512), FAILED), ("ones", only(b"\xff" * 512), FAILED),
    ("NXDOMAIN", only(lambda query: query.answer(rcode=3)), {"dns.nxdomain"}),
    ("SERVFAIL", only(lambda query: query.answer(rcode=2)), {"dns.servfail"}),
    ("REFUSED", only(lambda query: query.answer(rcode=5)), {"dns.refused"}),
    ("FORMERR", only(lambda query: query.answer(rcode=1)), FAILED),
    ("NOTIMP", only(lambda query: query.answer(rcode=4)), FAILED),
    ("rcode 15", only(lambda query: query.answer(rcode=15)), FAILED),
    ("no record", only(lambda query: query.answer()), {"dns.no_address"}),
    ("a CNAME to itself", with_records(record(kind=CNAME, data=names.POINTER_TO_QUESTION)), FAILED),
    ("a loop of two names",
     with_records(record(kind=CNAME, data=name("b.example")),
                  record(name("b.example"), CNAME, names.POINTER_TO_QUESTION)), FAILED),
    ("a chain without an end",
     with_records(*chain(40, last=lambda owner: record(owner, CNAME, name("nowhere.example")))), FAILED),
    ("an address of another name", with_records(record(name("evil.example"))), FAILED),
    ("an address of another class", with_records(record(klass=3)), FAILED),
    ("an address of 3 bytes", with_records(record(data=b"\x7f\0\0")), FAILED),
    ("of 5 bytes", with_records(record(data=b"\x7f\0\0\1\1")), FAILED),
    ("of no bytes", with_records(record(data=b"")), FAILED),
    ("of 16 bytes", with_records(record(data=b"\x7f" * 16)), FAILED),
    ("data beyond the end", with_records(record(length=1000)), FAILED),
    ("data of 65535", with_records(record(length=65535)), FAILED),
    ("a pointer to itself", with_records(record(b"\xc0\x1d")), FAILED),
    ("pointers in a ring", with_records(record(b"\xc0\x2d" + b"\0" * 14 + b"\xc0\x1d")), FAILED),
    ("a pointer beyond the end", with_records(record(b"\xff\xff")), FAILED),
    ("a pointer into the head", with_records(record(b"\xc0\x00")), FAILED),
    ("half a pointer", for_a(lambda query: query.answer(b"\xc0", count=1)), FAILED),
    ("a label of 64", with_records(record(b"\x40" + b"a" * 64 + b"\0")), FAILED),
    ("a label of kind 10", with_records(record(b"\x80abc\0")), FAILED),
    ("a name of 2000 bytes", with_records(record((b"\x3f" + b"a" * 63) * 31 + b"\0")), FAILED),
    ("a name without an end", for_a(lambda query: query.answer(b"\x3f" + b"a" * 63, count=1)), FAILED),
    ("a CNAME cut short", with_records(record(kind=CNAME, data=b"\x09abc", length=4)), FAILED),
    ("a CNAME of 2000 bytes", with_records(record(kind=CNAME, data=(b"\x3f" + b"a" * 63) * 31 + b"\0")), FAILED),
    ("an OPT record that lies", with_records(record(b"\0", OPT, b"\0\x0a\xff\xff", klass=4096)), FAILED),
    ("60 kB of nothing", only(lambda query: query.answer() + b"\0" * 60_000), FAILED),
    ("opcode 15", only(lambda query: query.answer(record(), flags=0xf980)), FAILED),
    ("truncated, no TCP", only(lambda query: query.answer(flags=0x8380)), FAILED),
]

# Over UDP the answer is truncated; over TCP it is this.
OVER_TCP = [
    ("whole", lambda query, sock: sock.sendall(framed(query.good())), None),
    ("byte by byte", lambda query, sock: [sock.send(bytes([byte])) for byte in framed(query.good())] and None, None),
    ("4000 addresses", lambda query,
     sock: sock.sendall(framed(query.answer(*[record()] * 4000 if query.kind == A else []))), None),
    ("hung up", lambda query, sock: False, FAILED),
    ("silence", lambda query, sock: time.sleep(3), FAILED),
    ("length 0", lambda query, sock: sock.sendall(b"\0\0" * 100), FAILED),
    ("length 65535 and nothing", lambda query, sock: sock.sendall(b"\xff\xff") or time.sleep(3), FAILED),
    ("length 65535 and junk", lambda query, sock: sock.sendall(b"\xff\xff" + b"\xee" * 65535), FAILED),
    ("a page", lambda query, sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n") or False, FAILED),
    ("truncated again", lambda query, sock: sock.sendall(framed(query.answer(flags=0x8380))), FAILED),
    ("half a message", lambda query, sock: sock.sendall(framed(query.good())[:20]) or False, FAILED),
    ("junk without end", lambda query, sock: [sock.sendall(b"\xee" * 65536) for _ in itertools.repeat(0)], FAILED),
]


class Dns(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)

    def look_up(self, udp, tcp=None, options=()):
        """(result, seconds, queries) of a request to a name that this server is asked for."""
        server = names.NameServer(udp, tcp)
        started = time.monotonic()
        result = support.rtrip("-j", "-m", "20", "--dns-timeout", "1.2", "--dns-servers", server.address, *options,
                               f"http://name.example:{self.peer.port}/")
        wall = time.monotonic() - started
        server.close()
        return result, wall, server.queries

    def look_up_all(self, scripts):
        return peer.in_parallel(lambda script: self.look_up(*script), scripts, 3 * peer.PARALLEL)  # most of it waits

    def judge(self, label, done, codes):
        result, wall, queries = done
        report = self.reports_of(result, 1, label)[0]
        self.assertLess(wall, 1.2 + LATE_S, label)
        self.assertLess(queries, 40, label)
        if codes is None:
            self.assertTrue(report["ok"], f"{label}: {report['error']}")
            self.assertTrue(report["round_trips"][0]["connection"]["remote"].startswith("127.0.0.1:"), label)
        else:
            self.assertIn(report["error"] and report["error"]["code"], codes, f"{label}: {report['error']}")
            self.assertIsNone(report["round_trips"][0]["connect"], label)
        return report

    def test_the_true_answer_is_found(self):
        for (label, _), done in zip(FOUND, self.look_up_all([(udp,) for _, udp in FOUND])):
            self.judge(label, done, None)

    def test_no_answer_is_made_up(self):
        for (label, _, codes), done in zip(NOT_FOUND, self.look_up_all([(udp,) for _, udp, _ in NOT_FOUND])):
            self.judge(label, done, codes)

    def test_truncation_and_tcp(self):
        truncated = only(lambda query: query.answer(flags=0x8380))
        for (label, _, codes), done in zip(OVER_TCP, self.look_up_all([(truncated, tcp) for _, tcp, _ in OVER_TCP])):
            report = self.judge(label, done, codes)
            if codes is None:
                self.assertLessEqual(len(report["round_trips"][0]["dns"]["addresses"]), 1000, label)
                self.assertTrue(report["round_trips"][0]["dns"]["queries"][0]["truncated"], label)

    def test_addresses_that_lead_nowhere(self):
        for data in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xe0\0\0\1", b"\xf0\0\0\1"):
            result, wall, _ = self.look_up(with_records(record(data=data)), options=("--connect-timeout", "1"))
            report = self.reports_of(result, 1)[0]
            self.assertLess(wall, 1 + LATE_S)
            if not report["ok"]:  # 0.0.0.0 is this host
                self.assertTrue(report["error"]["code"].startswith("connect."), report["error"])

    def test_many_dead_addresses_take_bounded_time(self):
        dead = [record(data=struct.pack(">BBH", 127, 1, i)) for i in range(200)]
        answer = with_records(*dead)
        server = names.NameServer(only(lambda query: query.answer(flags=0x8380)),
                                  lambda query, sock: sock.sendall(framed(answer(query)[0])))
        self.addCleanup(server.close)
        listener = support.listening()
        port = listener.getsockname()[1]
        listener.close()
        started = time.monotonic()
        report, _ = self.report_of("-m", "20", "--connect-timeout", "2", "--dns-servers", server.address,
                                   f"http://name.example:{port}/")
        self.assert_failed(report, "connect.refused", "connect.timeout")
        self.assertLess(time.monotonic() - started, 2 + LATE_S)

    def test_bytes_in_names(self):
        """What a CNAME holds is shown escaped in every output."""
        evil = b"\x0a\x1b[2J\x9b\xff\x07\x01\n\x00\x0b\xe2\x80\xaeabcdefg\x00\xc0\x0c"
        for data in (evil[:11] + b"\0", b"\x0d\xe2\x80\xaeabc\xc2\x9bm\r\n\t\x7f\0", b"\x03\x1b]0\x04;x\x07.\0"):
            server = names.NameServer(with_records(record(kind=CNAME, data=data), record(data)))
            self.addCleanup(server.close)
            for options in (["-j"], ["-v"], [], ["--trace-ascii", "-"]):
                result = support.rtrip(*options, "-m", "10", "--dns-timeout", "1", "--dns-servers", server.address,
                                       f"http://name.example:{self.peer.port}/")
                self.assert_clean(result, str((options, data)))
                if options == ["-j"]:
                    self.reports_of(result, 1)
                if options == ["-v"]:
                    _, text = support.on_terminal(*options, "-m", "10", "--dns-timeout", "1", "--dns-servers",
                                                  server.address,
                                                  f"http://name.example:{self.peer.port}/")
                    for raw in ("\x1b[2J", "\x1b]", "\x07", "\x9b", "\u202e", "\x01", "\x7f"):
                        self.assertNotIn(raw, text)

    def test_what_is_not_to_be_asked(self):
        server = names.NameServer(lambda query: [query.good()])
        self.addCleanup(server.close)
        for host, ok in (("127.0.0.1", True), ("localhost", True), ("a.localhost", True), ("x.onion", False),
                         ("0x7f.1", True)):
            report, _ = self.report_of("-m", "5", "--dns-servers", server.address, f"http://{host}:{self.peer.port}/")
            self.assertEqual(ok, report["ok"], f"{host}: {report['error']}")
        self.assertEqual(0, server.queries)

    def test_the_next_server_is_asked(self):
        good = names.NameServer(lambda query: [query.good()])
        self.addCleanup(good.close)
        for label, udp in (("silent", lambda query: []), ("SERVFAIL", only(lambda query: query.answer(rcode=2))),
                           ("REFUSED", only(lambda query: query.answer(rcode=5))), ("junk", only(b"\xff" * 40))):
            bad = names.NameServer(udp)
            self.addCleanup(bad.close)
            report, _ = self.report_of("-m", "20", "--dns-timeout", "10", "--dns-servers",
                                       f"{bad.address},{good.address}",
                                       f"http://name.example:{self.peer.port}/")
            self.assertTrue(report["ok"], f"{label}: {report['error']}")


if __name__ == "__main__":
    peer.main()
