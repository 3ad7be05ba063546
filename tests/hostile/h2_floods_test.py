#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""HTTP/2 peers that never stop or never begin: bounded in memory and time, and waiting costs nothing.

No flood reads what the client answers, unless the row says so: the queue of answers must be bounded too.
"""
import resource
import threading
import time

import h2_frames as h2
import h2_peer
import hpack
import peer
import support
from h2_case import ANYTHING, H2Case, LATE_S, OK, PRIOR, Row, good, whole

EMPTY_HEAD = (b"x", b"")


def flood(begin, data):
    """`begin` and `data`: functions of the stream."""
    def answer(connection, stream):
        connection.send(begin(stream))
        connection.flood(data(stream))
    return answer


def read_flood(begin, data):
    """The same by a peer that takes all answers at once."""
    def answer(connection, stream):
        connection.rude = True
        connection.send(begin(stream))
        threading.Thread(target=connection.drain, daemon=True).start()
        connection.flood(data(stream))
    return answer


nothing = lambda s: b""
head = lambda s: h2.headers(s, OK)
open_head = lambda s: h2.headers(s, OK, flags=0)

ANSWERED = [
    ("SETTINGS", nothing, lambda s: h2.settings()),
    ("SETTINGS of 1000 values", nothing, lambda s: h2.settings(*[(h2.MAX_STREAMS, 100)] * 1000)),
    ("SETTINGS that move the window", nothing, lambda s: h2.settings((h2.INITIAL_WINDOW, 0))
     + h2.settings((h2.INITIAL_WINDOW, 1 << 20))),
    ("PING", nothing, lambda s: h2.ping()),
    ("PING behind the head", head, lambda s: h2.ping()),
]
UNANSWERED = [
    ("acknowledged SETTINGS", nothing, lambda s: h2.frame(h2.SETTINGS, h2.ACK)),
    ("answers to no PING", nothing, lambda s: h2.ping(flags=h2.ACK)),
    ("PRIORITY", nothing, lambda s: h2.priority(s)),
    ("PRIORITY on idle streams", nothing, lambda s: h2.priority(s + 98) + h2.priority(s + 100, s)),
    ("WINDOW_UPDATE of the stream", nothing, lambda s: h2.window_update(s, 1)),
    ("WINDOW_UPDATE of the connection", nothing, lambda s: h2.window_update(0, 1)),
    ("WINDOW_UPDATE behind the head", head, lambda s: h2.window_update(s, 1)),
    ("GOAWAY", nothing, lambda s: h2.goaway(h2.MOST_STREAM)),
    ("empty DATA", head, lambda s: h2.data(s)),
    ("DATA of padding", head, lambda s: h2.padded(h2.DATA, s, b"", 0)),
    ("unknown frames", nothing, lambda s: h2.frame(0xbe)),
    ("unknown frames on the stream", head, lambda s: h2.frame(0xbe, 0, s)),
]
FIELDS = [
    ("empty CONTINUATION", open_head, lambda s: h2.continuation(s)),
    ("empty CONTINUATION, no field before", lambda s: h2.headers(s, b"", flags=0), lambda s: h2.continuation(s)),
    ("CONTINUATION of a byte's field", open_head, lambda s: h2.continuation(s, b"\x88")),
    ("CONTINUATION of small fields", open_head, lambda s: h2.continuation(s, hpack.literal(b"x", b"y"))),
    ("CONTINUATION of empty fields", open_head, lambda s: h2.continuation(s, hpack.literal(b"x", b""))),
    ("CONTINUATION of large fields", open_head, lambda s: h2.continuation(s, hpack.literal(b"x", b"y" * 16_000))),
    ("CONTINUATION of table sizes", lambda s: h2.headers(s, b"", flags=0), lambda s: h2.continuation(s, b"\x20" * 16)),
    ("a field in CONTINUATION without end", lambda s: h2.headers(s, hpack.encode(OK) + b"\0\1x\x7f\xff\xff\xff\x07",
                                                                flags=0), lambda s: h2.continuation(s, b"a" * 1000)),
    ("trailers without end", lambda s: head(s) + h2.headers(s, [(b"x", b"y")], True, flags=0),
     lambda s: h2.continuation(s, hpack.literal(b"x", b"y" * 100))),
    ("empty CONTINUATION of trailers", lambda s: head(s) + h2.headers(s, [(b"x", b"y")], True, flags=0),
     lambda s: h2.continuation(s)),
    ("interim responses", nothing, lambda s: h2.headers(s, [(b":status", b"103"), (b"link", b"a")])),
    ("interim responses without a field", nothing, lambda s: h2.headers(s, [(b":status", b"100")])),
    ("interim responses of large fields", nothing,
     lambda s: h2.headers(s, [(b":status", b"103"), (b"link", b"a" * 10_000)])),
]


def bomb_rows():
    """What a few bytes make."""
    def in_frames(stream, block, end=False):
        pieces = [block[i:i + 16_000] for i in range(0, len(block), 16_000)]
        made = h2.headers(stream, pieces[0], end, 0 if pieces[1:] else h2.END_HEADERS)
        for at, piece in enumerate(pieces[1:], 2):
            made += h2.continuation(stream, piece, h2.END_HEADERS if at == len(pieces) else 0)
        return made
    ok, large = hpack.encode(OK), lambda size: hpack.literal(b"x", b"y" * size)
    references = hpack.indexed_literal(b"x", b"y" * 4000) + b"\xbe" * 30_000
    yield Row("one field of the table 30000 times", "bomb", lambda _, s: in_frames(s, ok + references))
    yield Row("a table's field 15000 times in one frame", "bomb", lambda _, s: in_frames(s, ok + references[:15_900]))
    yield Row("the same in trailers", "bomb", lambda _, s: h2.headers(s, OK) + in_frames(s, references, True))
    yield Row("the same in 103", "bomb", lambda _, s: in_frames(s, hpack.encode([(b":status", b"103")]) + references))
    yield Row("2 MiB of fields", "bomb", lambda _, s: in_frames(s, ok + hpack.literal(b"x", b"y" * 2000) * 1048))
    yield Row("one field of 2 MiB", "bomb", lambda _, s: in_frames(s, ok + hpack.literal(b"x", b"y" * (2 << 20))))
    yield Row("one name of 2 MiB", "bomb", lambda _, s: in_frames(s, ok + hpack.literal(b"x" * (2 << 20), b"y")))
    yield Row("a million references", "bomb", lambda _, s: in_frames(s, ok + b"\x90" * 1_000_000))
    yield Row("a field's Huffman code of 2 MiB", "bomb", lambda _, s: in_frames(
        s, ok + b"\0\1x" + hpack.integer(2 << 20, 7, 0x80) + b"\x18\xc6\x31\x8c\x63" * ((2 << 20) // 5) + b"\x1f"))
    yield Row("100 KB of fields", "taken", lambda _, s: in_frames(s, ok + hpack.literal(b"x", b"y" * 2000) * 50)
              + h2.data(s, b"ok", True), body=b"ok")
    yield Row("fields beyond --max-header-bytes", "bomb", lambda _, s: in_frames(s, ok + large(2500))
              + h2.data(s, b"ok", True), options=("--max-header-bytes", "2000"))
    yield Row("fields within --max-header-bytes", "taken", lambda _, s: in_frames(s, ok + large(1500))
              + h2.data(s, b"ok", True), options=("--max-header-bytes", "2000"))


class Floods(H2Case):
    def ask_floods(self, table, kind, how=flood):
        self.ask_rows([Row(name, kind, how(begin, data)) for name, begin, data in table])

    def test_what_wants_an_answer(self):
        self.ask_floods(ANSWERED, "flood")

    def test_what_wants_an_answer_and_reads_it(self):
        self.ask_floods(ANSWERED, "flood", read_flood)

    def test_what_wants_none(self):
        self.ask_floods(UNANSWERED, "flood")

    def test_fields_without_end(self):
        self.ask_floods(FIELDS, "bomb")

    def test_what_few_bytes_make(self):
        self.ask_rows(list(bomb_rows()))

    def test_resets_of_a_stream_that_is_done(self):
        """The flood is on the first request's stream while the second one waits."""
        def converse(connection):
            connection.begin()
            first = connection.next_request()
            good(connection, first)
            connection.next_request()
            connection.flood(h2.reset(first.stream, h2.CANCEL))
        with h2_peer.Peer(converse) as server:
            result = support.rtrip("-j", "-m", "20", PRIOR, server.origin + "/1", server.origin + "/2")
        first, second = self.reports_of(result, 2)
        self.assert_taken(first)
        self.assert_kind(second, "flood", "RST_STREAM")

    def test_traces_of_a_flood_are_bounded_too(self):
        """Under -v and --trace every frame is a line: the error still comes soon."""
        for options in (["-v"], ["--trace", "/dev/null"], ["--trace-ascii", "/dev/null"]):
            row = Row("PING", "flood", flood(nothing, lambda s: h2.ping()), options=tuple(options))
            with h2_peer.Peer(lambda c, row=row: c.begin() or row.answer(c, c.next_request().stream)) as server:
                result = support.rtrip("-m", "20", PRIOR, *options, server.origin + "/bad")
            self.assert_clean(result, str(options))
            self.assertEqual(16, result.status, result.err[-500:])
            self.assertLess(len(result.out) + len(result.err), 16 << 20, options)


def silent(begin=nothing):
    return lambda _, stream: begin(stream)


def dripping(begin, piece, pause=0.02):
    def answer(connection, stream):
        connection.send(begin(stream))
        while True:
            connection.send(piece(stream))
            time.sleep(pause)
    return answer


def unheard(connection):
    """Never reads, never answers."""
    time.sleep(2)
    return h2_peer.RST


# Other streams are still answered.
SILENT = [
    ("silence", silent()), ("silence behind a head", silent(head)),
    ("silence behind 103", silent(lambda s: h2.headers(s, [(b":status", b"103")]))),
    ("silence in a body", silent(lambda s: head(s) + h2.data(s, b"x"))),
]
# Nor is anything else on this connection.
STUCK = [
    ("silence in a head", silent(open_head)), ("silence in a frame's head", silent(lambda s: head(s) + b"\0\0")),
    ("silence in a frame", silent(lambda s: head(s) + h2.frame(h2.DATA, 0, s, b"x", length=100))),
    ("silence in trailers", silent(lambda s: head(s) + h2.headers(s, [(b"x", b"y")], True, 0))),
    ("a dripping body", dripping(head, lambda s: h2.data(s, b"x"))),
    ("dripping PINGs", dripping(nothing, lambda s: h2.ping())),
    ("dripping CONTINUATION", dripping(open_head, lambda s: h2.continuation(s, b"\x90"))),
    ("dripping 103", dripping(nothing, lambda s: h2.headers(s, [(b":status", b"103")]), 0.1)),
]


class Waits(H2Case):
    LIMIT_S = 0.7

    def test_the_limit_of_the_whole_holds(self):
        rows = [Row(name, "time", answer) for name, answer in SILENT]
        rows += [Row(name, "time", answer, alone=True) for name, answer in STUCK]
        rows += [Row("no preface of the server's", "time", raw=lambda c: c.drain()),
                 Row("a peer that never reads", "time", raw=unheard)]
        for done in peer.in_parallel(lambda row: self.run_row(row, limit=self.LIMIT_S), rows, 2 * peer.PARALLEL):
            report = self.judge(done, 2 * self.LIMIT_S + LATE_S)
            self.assertEqual("--max-time", report["error"]["timeout_option"], done.row.name)

    def test_limits_of_each_phase(self):
        pings = lambda s: h2.ping()
        for name, option, answer in (("response", "--response-timeout", silent()),
                                     ("PINGs are no response", "--response-timeout", dripping(nothing, pings)),
                                     ("body", "--idle-timeout", silent(lambda s: head(s) + h2.data(s, b"x"))),
                                     ("PINGs are no body", "--idle-timeout", dripping(head, pings))):
            row = Row(name, "time", answer, options=(option, "0.3"), alone=True)
            report = self.judge(self.run_row(row), 0.3 + LATE_S)
            self.assertEqual(option, report["error"]["timeout_option"], name)

    def test_settings_never_acknowledged_and_nothing_answered(self):
        """Either the peer's silence or the missing acknowledgement ends it."""
        def raw(connection):
            connection.rude = True
            connection.begin()
            connection.drain()
        done = self.run_row(Row("rude", ANYTHING, raw=raw), limit=1)
        report = self.judge(done, 1 + LATE_S)
        self.assertIn(report["exit_code"], (16, 28))

    def test_a_peer_that_answers_neither_settings_nor_pings_but_requests(self):
        def raw(connection):
            connection.rude = True
            connection.begin()
            connection.send(whole(connection.next_request().stream))
        self.judge(self.run_row(Row("rude", "taken", raw=raw, body=b"ok")))

    def cpu_of(self, *arguments, stdin=b""):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        result = support.rtrip("-s", PRIOR, *arguments, stdin=stdin)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertEqual(28, result.status, result.err)
        return time.monotonic() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def test_waiting_costs_no_cpu(self):
        """Where the peer stands still: before and in the response, and with each window shut before an upload."""
        def shut(connection):
            connection.rude = True
            connection.begin((h2.INITIAL_WINDOW, 0))
            connection.send(h2.frame(h2.SETTINGS, h2.ACK))
            connection.drain()

        def half_shut(connection):  # the streams' windows are wide, the connection's stays as it begins
            connection.rude = True
            connection.begin((h2.INITIAL_WINDOW, 1 << 20))
            connection.drain()
        upload = b"x" * 200_000
        for name, serve, arguments, stdin in (
                ("wait", lambda c: c.begin() or c.drain(), [], b""),
                ("body", lambda c: c.begin() or c.send(head(c.next_request().stream)) or c.drain(), [], b""),
                ("stream's window", shut, ["--data-binary", "@-"], upload),
                ("connection's window", half_shut, ["--data-binary", "@-"], upload),
                ("from a pipe", shut, ["-T", "-"], upload)):
            spent = {}
            for seconds in ("0.1", "1.1"):
                with h2_peer.Peer(serve) as server:
                    wall, spent[seconds] = self.cpu_of("-m", seconds, *arguments, server.origin + "/", stdin=stdin)
            self.assertGreater(wall, 1.0, name)
            self.assertLess(spent["1.1"] - spent["0.1"], 0.15, name)


if __name__ == "__main__":
    peer.main()
