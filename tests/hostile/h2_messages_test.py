#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""HTTP/2 responses that are none: judged as malformed, never repaired, and the next request is not touched."""
import h2_messages_table as table
import peer
from h2_case import H2Case, lower


class Messages(H2Case):
    def test_status(self):
        self.ask_rows(list(table.status_rows()))

    def test_fields(self):
        self.ask_rows(list(table.field_rows()))

    def test_content_length(self):
        self.ask_rows(list(table.length_rows()))

    def test_statuses_and_methods_without_body(self):
        for done, report in self.ask_rows(list(table.no_body_rows())):
            # Under -I the head takes the body's place.
            self.assertNotIn(b"ok", done.kept, done.row.name)

    def test_interim_responses(self):
        for done, report in self.ask_rows(list(table.interim_rows())):
            if report["ok"]:
                interim = report["round_trips"][0]["interim"]
                self.assertTrue(interim, done.row.name)
                self.assertIn(["link", "</a>"], lower(interim[0]["headers"]), done.row.name)

    def test_trailers(self):
        reports = {done.row.name: report for done, report in self.ask_rows(list(table.trailer_rows()))}
        self.assertEqual([["x-sum", "1"], ["x-sum", "2"]], lower(reports["trailers"]["response"]["trailers"]))

    def test_header_compression(self):
        self.ask_rows(list(table.hpack_rows()))


if __name__ == "__main__":
    peer.main()
