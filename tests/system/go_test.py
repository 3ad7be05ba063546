#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The built command against Go's net/http."""
import pathlib
import tempfile
import unittest

from support import Files, GoServer, SystemTest, rtrip, skip_unless


class AgainstGo(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.go = GoServer(cls.files)

    @classmethod
    def tearDownClass(cls):
        cls.go.close()
        cls.files.close()

    def report(self, *arguments, status=0, **options):
        result = rtrip("-j", "--cacert", self.files.ca, *arguments, **options)
        self.assert_status(status, result)
        return self.assert_reports(result)[0]

    def test_chunks_and_trailers(self):
        for base in (self.go.http, self.go.https):
            with self.subTest(base):
                response = self.report(base + "/chunked")["response"]
                self.assertEqual(["chunked", True, 24], [response["body"][key] for key in ("framing", "complete", "wire_bytes")])
                self.assertIn(["X-Checksum", "123"], response["trailers"])

    def test_an_informational_response_is_kept(self):
        response = self.report(self.go.http + "/early")["response"]
        self.assertEqual([200, [103]], [response["status"], [interim["status"] for interim in response["interim"]]])

    def test_bodies_are_echoed_whole(self):
        cases = ((["-d", "a=b"], b"", b"a=b"), (["--data-binary", "@-"], b"\0\r\n" * 1000, b"\0\r\n" * 1000),
                 (["-T", "-"], b"piped " * 50000, b"piped " * 50000), (["--json", '{"a":1}'], b"", b'{"a":1}'))
        for arguments, stdin, expected in cases:
            for base in (self.go.http, self.go.https):
                with self.subTest(arguments=arguments, base=base):
                    result = rtrip("-s", "-o", "-", "--cacert", self.files.ca, *arguments, base + "/echo", stdin=stdin)
                    self.assert_status(0, result)
                    self.assertEqual(expected, result.bytes)

    def test_forms_are_parsed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "large.bin"
            path.write_bytes(b"\0\r\n--" * 500000)
            for base in (self.go.http, self.go.https):
                with self.subTest(base):
                    result = rtrip("-s", "-o", "-", "--cacert", self.files.ca, "-F", "field=a b", "-F", f"file=@{path}",
                                   "-F", "piped=@-;filename=in.txt;type=text/plain", base + "/form", stdin=b"piped")
                    self.assert_status(0, result)
                    self.assertEqual(["field=[a b]", "file: large.bin application/octet-stream 2500000",
                                      "piped: in.txt text/plain 5"], sorted(result.out.splitlines()))

    def test_what_was_sent_is_counted_and_shown(self):
        sent = self.report("-H", "X-Own: 1", "--data-binary", "@-", self.go.http + "/echo", stdin=b"x" * 300000)[
            "round_trips"][0]["sent"]
        self.assertEqual(["POST", 300000, "memory"], [sent[key] for key in ("method", "body_bytes", "body_source")])
        self.assertIn(["X-Own", "1"], sent["headers"])
        self.assertIn("Host", [name for name, _ in sent["headers"]])

    def test_a_body_held_back_waits_for_the_servers_word(self):
        trip = self.report("-H", "Expect: 100-continue", "-d", "held back", self.go.http + "/echo")["round_trips"][0]
        self.assertTrue(trip["sent"]["expect_continue"])
        self.assertIn(100, [interim["status"] for interim in trip["response"]["interim"]])

    def test_a_body_cut_short_is_an_error_with_what_came(self):
        report = self.report(self.go.http + "/cut", status=18)
        self.assertEqual(["body.incomplete", "body"], [report["error"]["code"], report["error"]["phase"]])
        self.assertEqual(13, report["round_trips"][0]["response"]["body"]["wire_bytes"])

    def test_a_closing_server_says_why_the_connection_was_not_kept(self):
        connection = self.report(self.go.http + "/close")["round_trips"][0]["connection"]
        self.assertFalse(connection["returned"])
        self.assertTrue(connection["not_returned_because"])

    def test_the_wait_is_where_the_server_was_slow(self):
        phases = self.report(self.go.http + "/wait?ms=80")["round_trips"][0]["phases"]
        # The server may have the request before the call that sent it has returned.
        self.assertGreaterEqual(phases["send_ms"] + phases["wait_ms"], 80)
        self.assertEqual("wait_ms", max((v or 0, k) for k, v in phases.items())[1])

    def test_many_requests_share_one_connection(self):
        result = rtrip("-j", *[self.go.http + "/"] * 50)
        self.assert_status(0, result)
        ids = {report["round_trips"][0]["connection"]["id"] for report in self.assert_reports(result)}
        self.assertEqual(1, len(ids))


if __name__ == "__main__":
    skip_unless("go", "openssl")
    unittest.main()
