#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Answers of all sorts, put to the command whole, in halves and byte by byte; behind each a second request whose answer
must be its own."""
import bodies_table
import heads_table
import peer


class Responses(peer.HostileTest):
    def every_cut(self, rows, options=()):
        """Every row in every cut, with the same outcome."""
        rows = list(rows)
        made = {cut: self.ask(rows, cut, options) for cut in ("halves", "bytes", "whole")}
        for i, row in enumerate(rows):
            for cut in ("halves", "bytes"):
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
        self.every_cut(heads_table.interim_rows())

    def test_lengths(self):
        self.every_cut(bodies_table.length_rows())

    def test_transfer_codings(self):
        self.every_cut(bodies_table.coding_rows())

    def test_chunks(self):
        self.every_cut(bodies_table.chunk_rows())

    def test_cut_at_every_byte(self):
        self.ask(list(bodies_table.cut_rows(peer.FIN)))

    def test_reset_at_every_byte(self):
        self.ask(list(bodies_table.cut_rows(peer.RST)))

    def test_statuses_without_body(self):
        self.ask(list(bodies_table.no_body_rows()))

    def test_answers_to_head(self):
        self.ask(list(bodies_table.head_rows()), options=("-I",))

    def test_surplus(self):
        self.ask(list(bodies_table.surplus_rows()))


if __name__ == "__main__":
    peer.main()
