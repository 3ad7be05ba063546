#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""--expect, --warn and --expect-file of the built command: what they end with, what they say, what they bear."""
import os
import pathlib
import tempfile
import unittest

from counting import Counting, FIN, answer
from support import SystemTest, rtrip

UNMET, USAGE = 120, 2


class Expectations(SystemTest):
    def setUp(self):
        self.reply = answer(200, b'{"status": "ok", "n": 5}\n', Content_Type="application/json")
        self.server = Counting(lambda number, seen: self.reply)
        self.addCleanup(self.server.__exit__)

    def ask(self, *options):
        return rtrip(*options, self.server.url + "/")

    def test_met_changes_nothing(self):
        result = self.ask("--expect", "status==200", "--expect", "header.content-type~json", "--expect", "json./n<6",
                          "--expect", "body~\"ok\"", "--expect", "total<1h", "--expect", "connection.reused==false",
                          "--warn", "http_version==1.1")
        self.assertEqual((0, ""), (result.status, result.err))
        self.assertEqual(7, result.out.count("  met  "))

    def test_unmet_is_120_and_says_what_came(self):
        result = self.ask("--expect", "status==204", "--expect", "json./status==bad")
        self.assertEqual(UNMET, result.status)
        self.assertIn("rtrip: (120) expected status==204: it is 200\n", result.err)
        self.assertIn('json./status==bad: it is "ok" (line 1, offset 11: ""ok", "n": 5}")', result.err)
        self.assertEqual(2, result.out.count("NOT MET"))

    def test_the_report_agrees(self):
        result = self.ask("-j", "--expect", "status==204", "--warn", "total<1us", "--expect", "status==200")
        report, = result.json()
        self.assertEqual((UNMET, False, None), (report["exit_code"], report["ok"], report["error"]))
        self.assertEqual([("status==204", False, 200, "fault"), ("status==200", True, 200, "fault")],
                         [tuple(entry[key] for key in ("expr", "ok", "actual", "severity"))
                          for entry in report["expectations"] if entry["severity"] == "fault"])
        warning = report["expectations"][1]
        self.assertEqual(("total<1us", False, "ms", "warn"),
                         tuple(warning[key] for key in ("expr", "ok", "unit", "severity")))
        self.assertEqual(report["total_ms"], warning["actual"])
        self.assert_reports(result)

    def test_a_warning_is_said_and_no_more(self):
        result = self.ask("--warn", "status==204")
        self.assertEqual(0, result.status)
        self.assertEqual("rtrip: warning: expected status==204: it is 200\n", result.err)

    def test_silence(self):
        self.assertEqual("", self.ask("-s", "--expect", "status==204", "--warn", "status==1").err)
        self.assertEqual("rtrip: (120) expected status==204: it is 200\n",
                         self.ask("-sS", "--expect", "status==204", "--warn", "status==1").err)

    def test_the_first_failure_stays(self):
        self.reply = FIN
        result = self.ask("-j", "--expect", "status==200", "--expect", "error.code==response.empty")
        report, = result.json()
        self.assertEqual((52, 52), (result.status, report["exit_code"]))
        self.assertEqual([False, True], [entry["ok"] for entry in report["expectations"]])

    def test_fail_early_and_several_urls(self):
        urls = [self.server.url + path for path in ("/1", "/2")]
        self.assertEqual(UNMET, rtrip("--fail-early", "--expect", "status==204", *urls).status)
        self.assertEqual(1, len(self.server.seen))
        result = rtrip("-j", "--expect", "status==204", urls[0], "--next", "--expect", "status==200", urls[1])
        self.assertEqual([UNMET, 0], [report["exit_code"] for report in result.json()])
        self.assertEqual(UNMET, result.status)

    def test_write_out_knows_the_status(self):
        self.assertEqual("120", self.ask("-w", "%{exitcode}", "--expect", "status==204").out)

    def test_a_digest_is_made_when_it_is_expected(self):
        result = self.ask("--expect", "response.body.sha256~^[0-9a-f]{64}$", "--expect", "response.body.complete==true")
        self.assertEqual(0, result.status, result.err)

    def test_the_body_goes_where_it_goes(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "body"
            self.assertEqual(0, self.ask("-o", file, "--expect", "json./n==5").status)
            self.assertEqual(b'{"status": "ok", "n": 5}\n', file.read_bytes())

    def test_broken_ones_are_refused_before_anything_is_sent(self):
        for expression, column in (("status=200", 7), ("statsu==200", 1), ("body~(", 6), ("total<5", 7), ("", 1)):
            with self.subTest(expression=expression):
                result = self.ask("--expect", expression)
                self.assertEqual(USAGE, result.status)
                self.assertIn(f"--expect '{expression}': column {column}: ", result.err)
        self.assertEqual([], self.server.seen)

    def test_figures_over_all_requests(self):
        urls = self.server.url + "/[1-100]"
        good = ["--expect", "requests==100", "--expect", "p99.total<1m", "--expect", "errors<1%", "--expect",
                "pool.reused>90%", "--expect", "max.wait exists"]
        result = rtrip("-j", *good, urls)
        self.assertEqual((0, ""), (result.status, result.err))
        *reports, last = result.json()
        self.assertEqual((100, "rtrip.expectations/1", True), (len(reports), last["schema"], last["ok"]))
        self.assertEqual([100, 0, 99], [last["expectations"][i]["actual"] for i in (0, 2, 3)])
        self.assertEqual([[]] * 100, [report["expectations"] for report in reports])

        bad = ["--expect", "p99.total<1us", "--expect", "p999.total<1m", "--warn", "max.total<1us"]
        result = rtrip(*good, *bad, urls)
        self.assertEqual(UNMET, result.status)
        self.assertIn("(120) expected p999.total<1m: there are 100 values, and p999 takes 1000\n", result.err)
        self.assertRegex(result.err, r"warning: expected max.total<1us: it is [0-9.]+ ms\n")
        self.assertEqual(result.out.count("  met  "), len(good) // 2)

    def test_failures_count_among_the_figures(self):
        result = rtrip("-s", "--report", "nagios", "--expect", "errors<60%", "--warn", "errors==0", self.server.url,
                       "http://127.0.0.1:1/")
        self.assertTrue(result.out.startswith("HTTP CRITICAL: 1 of 2 requests failed: connect.refused"), result.out)
        result = rtrip("-s", "--report", "nagios", "--warn", "requests>1", self.server.url)
        self.assertTrue(result.out.startswith("HTTP WARNING: expected requests>1: it is 1 | "), result.out)
        self.assertEqual(1, result.status)

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "list"
            file.write_text("# what has to be\r\n\n  status==204  \n\twarn\tstatus==1\nbody~ok\n")
            result = self.ask("--expect-file", file)
            self.assertEqual(UNMET, result.status)
            self.assertIn("(120) expected status==204: it is 200\n", result.err)
            self.assertIn("warning: expected status==1: it is 200\n", result.err)
            self.assertEqual(0, rtrip("--expect-file", "-", self.server.url, stdin=b"status==200").status)

            asked = len(self.server.seen)
            file.write_text("status==200\nstatus\n")
            result = self.ask("--expect-file", file)
            self.assertEqual(USAGE, result.status)
            self.assertIn(f"--expect-file {file}:2: 'status': column 7: an operator", result.err)
            file.write_text("status==200\n" * 1001)
            self.assertIn("list:1001: more than 1000 expectations", self.ask("--expect-file", file).err)
            file.write_bytes(bytes(range(256)) * 1000)
            result = self.ask("--expect-file", file)
            self.assertEqual(USAGE, result.status)
            self.assertLess(len(result.err), 10_000)
            self.assertNotIn("\x1b", result.err)
            self.assertEqual(26, self.ask("--expect-file", file.with_name("none")).status)
            self.assertEqual(asked, len(self.server.seen))

    def test_a_servers_bytes_stay_bytes(self):
        self.reply = answer(200, b'\x1b[2Jpwned\n\x9b31m\xff', X_Odd="a\x9b31mb")
        result = self.ask("--expect", "body~^ok", "--expect", "header.x-odd==b", "--expect", "json exists")
        self.assertEqual(UNMET, result.status)
        for text in (result.out, result.err):
            self.assertNotIn("\x1b", text)
            self.assertIn("\\x1b[2Jpwned", text)
        self.assert_reports(self.ask("-j", "--expect", "body~^ok", "--expect", "header.x-odd==b", "--expect", "json exists"))

    def test_secrets_stay_secret(self):
        self.reply = answer(200, b"you are dXNlcjpzM2NyM3Q= s3cr3t!\n", Set_Cookie="sid=s3cr3t2; Path=/")
        result = self.ask("-u", "user:s3cr3t", "--expect", "header.set-cookie==x", "--expect", "body!~you are",
                          "--expect", "sent_header.authorization==x")
        self.assertEqual(UNMET, result.status)
        for secret in ("s3cr3t", "dXNlcjpzM2NyM3Q="):
            self.assertNotIn(secret, result.out + result.err)

    def test_json_that_is_a_bomb(self):
        """As deep, or as wide, as 16 MiB allow: an answer in bounded memory, and no crash."""
        for body in (b"[" * (16 << 20), b'{"a":' * (3 << 20), b"[" + b"[]," * (5 << 20) + b"0]"):
            self.reply = answer(200, body)
            result = self.ask("--expect", "json./0/0/0==5")
            self.assertEqual(UNMET, result.status)
            if not os.environ.get("RTRIP_SANITIZED"):  # whose shadow memory is their own
                self.assertLess(result.max_rss_bytes, 120 << 20)
        self.reply = answer(200, b" " * ((16 << 20) + 1))
        result = self.ask("--expect", "json exists")
        self.assertIn("longer than the 16 MiB", result.err)


if __name__ == "__main__":
    unittest.main()
