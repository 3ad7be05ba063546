#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Answers of all sorts, put to the command whole, in halves and byte by byte; behind each a second request whose answer
must be its own."""
import threading

import bodies_table
import heads_table
import peer
import support


class Responses(peer.HostileTest):
    def every_cut(self, rows, cuts=("whole", "bytes")):
        """Every row in every cut, with the same outcome."""
        rows = list(rows)
        made = {cut: self.ask(rows, cut) for cut in reversed(cuts)}
        for i, row in enumerate(rows):
            for cut in cuts[1:]:
                self.assertEqual(made["whole"][i], made[cut][i], f"{row.name}: whole and in {cut}")

    def test_status_lines(self):
        rows = list(heads_table.status_rows())
        self.assertGreater(len(rows), 150)
        self.every_cut(rows)

    def test_other_protocols_and_cut_heads(self):
        self.every_cut(heads_table.banner_rows())

    def test_fields(self):
        self.every_cut(heads_table.field_rows())

    def test_interim_responses(self):
        self.every_cut(heads_table.interim_rows(), ("whole", "halves", "bytes"))

    def test_lengths(self):
        self.every_cut(bodies_table.length_rows())

    def test_transfer_codings(self):
        self.every_cut(bodies_table.coding_rows())

    def test_chunks(self):
        self.every_cut(bodies_table.chunk_rows(), ("whole", "halves", "bytes"))

    def test_cut_at_every_byte(self):
        self.ask(list(bodies_table.cut_rows(peer.FIN)))

    def test_reset_at_every_byte(self):
        self.ask(list(bodies_table.cut_rows(peer.RST)))

    def test_statuses_without_body(self):
        self.ask(list(bodies_table.no_body_rows()))

    def test_answers_to_head(self):
        self.ask(list(bodies_table.head_rows()), options=("-I",))

    def test_mutations(self):
        self.every_cut(bodies_table.mutated_rows(600, seed=1))

    def test_surplus(self):
        self.ask(list(bodies_table.surplus_rows()))


class Pool(peer.HostileTest):
    @classmethod
    def setUpClass(cls):
        cls.files = support.Files()
        cls.addClassCleanup(cls.files.close)

    def test_late_words_on_an_idle_connection(self):
        """What comes while a connection lies in the pool, until the very next use, is no answer."""
        for scheme, wrap, options in (("http", None, ()),
                                      ("https", peer.tls_wrap(self.files), ("--cacert", self.files.ca))):
            for late in (bodies_table.EVIL, b"x", b"\r\n",
                         peer.response(b"408 Request Timeout", b"Connection: close\r\n"), None):
                for close in (peer.OPEN, peer.FIN, peer.RST):
                    with self.subTest(f"{scheme}: {late!r}, {close}"):
                        self.late_words(peer.Peer(wrap=wrap, scheme=scheme, host="localhost"), options, late, close)

    def late_words(self, first, options, late, close):
        answered, said = threading.Event(), threading.Event()
        second = peer.Peer()

        def speak_later(connection):
            connection.send(peer.response())
            answered.set()
            second_asked.wait(10)
            if late:
                connection.send(late)
            if close == peer.OPEN:
                said.set()
                return peer.OPEN
            connection.close(close)
            said.set()
            return close

        second_asked = threading.Event()

        def wait_for_it(connection):
            second_asked.set()
            said.wait(10)
            connection.send(peer.response())
            return peer.OPEN

        urls = [first.add("/first", peer.Row("", speak_later)), second.add("/", peer.Row("", wait_for_it)),
                first.origin + "/true"]
        result = support.rtrip("-j", "-m", "10", *options, *urls)
        first.close()
        second.close()
        reports = self.reports_of(result, 3)
        self.assert_taken(reports[2])
        self.assertIn(["X-True", "/true"], reports[2]["response"]["headers"])
        if late or close != peer.OPEN:
            self.assertFalse(reports[2]["round_trips"][-1]["connection"]["reused"])

    def test_a_connection_that_dies_under_a_request(self):
        """A GET on a connection that was kept goes again once, on a fresh one; a POST does not, nor what has begun."""
        for begun in (b"", b"HTTP/1.1 2", b"HTTP/1.1 100 Continue\r\n\r\n"):
            for close in (peer.FIN, peer.RST):
                for method in ("GET", "POST"):
                    with self.subTest(f"{method} {begun!r} {close}"):
                        self.die_under(method, begun, close)

    def die_under(self, method, begun, close):
        served = peer.Peer()
        count = []

        def die_the_first_time(connection):
            count.append(1)
            if len(count) == 1:
                connection.send(begun)
                return close
            connection.send(peer.response())
            return peer.OPEN

        options = ["-d", "x"] if method == "POST" else []
        urls = [served.origin + "/first", served.add("/second", peer.Row("", die_the_first_time))]
        reports = self.reports_of(support.rtrip("-j", "-m", "10", *options, *urls), 2)
        served.close()
        if method == "GET" and not begun:
            self.assert_taken(reports[1])
            self.assertEqual((2, 0, 1), (len(count), reports[1]["retries"], reports[1]["replays"]))
            self.assertEqual("stale_connection", reports[1]["round_trips"][0]["retry"]["reason"])
        else:
            self.assert_failed(reports[1], "response.empty", "response.reset", "response.malformed")
            self.assertEqual((1, 0), (len(count), reports[1]["retries"]))


if __name__ == "__main__":
    peer.main()
