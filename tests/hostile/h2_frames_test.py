#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""HTTP/2 frames that lie, on the wrong stream, of the wrong length, in the wrong order, and none at all."""
import h2_frames as h2
import h2_frames_table as table
import h2_peer
import peer
import support
from h2_case import H2Case, OK, PRIOR, Row, whole

setUpModule = support.skip_unless("openssl") or (lambda: None)


class Frames(H2Case):
    def assert_ended_with_goaway(self, done):
        """The client has told the peer before it left a connection that it found at fault."""
        self.assertTrue(done.server.connections[0].sent(h2.GOAWAY), done.row.name)

    def ask_faults(self, rows):
        for done, report in self.ask_rows(list(rows)):
            if report["exit_code"] == 16:
                self.assert_ended_with_goaway(done)

    def test_settings(self):
        self.ask_faults(table.settings_rows())

    def test_lengths(self):
        self.ask_faults(table.length_rows())

    def test_streams_and_order(self):
        self.ask_faults(table.stream_rows())

    def test_what_is_unknown_or_odd_does_no_harm(self):
        self.ask_rows(list(table.harmless_rows()))

    def test_padding(self):
        self.ask_faults(table.padding_rows())

    def test_pings_are_answered_with_what_they_brought(self):
        def answer(connection, stream):
            connection.send(h2.ping(b"\0\xff\r\n\x1b[2J"))
            connection.await_frame(h2.PING, flags=h2.ACK)
            return whole(stream)
        done = self.run_row(Row("PING", "taken", answer))
        self.judge(done)
        self.assertEqual([b"\0\xff\r\n\x1b[2J"], [frame.payload for frame in done.server.connections[0].sent(h2.PING)
                                                  if frame.flags & h2.ACK])

    def test_settings_are_acknowledged_each(self):
        def answer(connection, stream):
            connection.send(h2.settings((h2.MAX_STREAMS, 9)), h2.settings())
            for _ in range(2):
                connection.await_frame(h2.SETTINGS, flags=h2.ACK)
            return whole(stream)
        self.judge(self.run_row(Row("SETTINGS", "taken", answer)))


class Beginnings(H2Case):
    def test_what_is_no_http2(self):
        self.ask_rows(list(table.first_rows()))

    def test_http1_behind_alpn(self):
        """A server that agrees to h2 in the handshake and then speaks as of old: the error says so."""
        files = support.Files()
        self.addCleanup(files.close)
        rows = [Row(name, "no h2 but h1" if "HTTP/1.1" in name else "not h2", raw=table.says(data, h2_peer.FIN),
                    also="HTTP/1" if "HTTP/1.1" in name else None)
                for name, data in table.NO_PREFACE]
        self.ask_rows(rows, context=h2_peer.tls_context(files))

    def test_escape_sequences_stay_away_from_every_output(self):
        for options in ([], ["-v"], ["-j"], ["--trace", "-"], ["--trace-ascii", "-"]):
            with h2_peer.Peer(table.says(b"\x1b]0;x\x07\x1b[2J\x9b31m" * 9, h2_peer.FIN)) as server:
                result = support.rtrip(PRIOR, "-m", "5", *options, server.origin)
            self.assertNotEqual(0, result.status, options)
            self.assert_clean(result, str(options))


class Cuts(H2Case):
    """The connection ends behind every byte of a response."""
    BODY = b"0123456789"

    def pieces(self):
        head = h2.settings() + h2.headers(1, OK)
        return head, head + h2.data(1, self.BODY[:5]) + h2.data(1, self.BODY[5:], True)

    def cut_at(self, how, cuts):
        head, everything = self.pieces()
        rows = [Row(f"{how} behind byte {at}", "cut head" if at < len(head) else "cut body",
                    raw=self.cutting(everything[:at], how)) for at in cuts]
        for done, report in self.ask_rows(rows):
            self.assertTrue(self.BODY.startswith(done.kept), done.row.name)

    @staticmethod
    def cutting(data, how):
        def raw(connection):
            connection.rude = True  # nothing but these bytes
            connection.read_preface()
            connection.next_request()
            connection.send(data)
            return how
        return raw

    def test_fin_behind_every_byte(self):
        self.cut_at(h2_peer.FIN, range(1, len(self.pieces()[1])))

    def test_reset_behind_every_frame(self):
        head, everything = self.pieces()
        self.cut_at(h2_peer.RST, [9, 12, len(head) - 1, len(head), len(head) + 14, len(head) + 20])

    def test_an_end_behind_the_response_is_no_matter(self):
        rows = [Row(how, "taken", raw=self.cutting(self.pieces()[1], how), body=self.BODY) for how in (h2_peer.FIN,)]
        self.ask_rows(rows)


if __name__ == "__main__":
    peer.main()
