#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`rtrip explain`: saved reports shown and judged offline, and files that are no such thing."""
import json
import pathlib
import subprocess
import tempfile
import unittest

from counting import FIN, Counting, answer, in_turn, support
from support import SystemTest, rtrip

# The number of a file that cannot be used.
BAD_FILE = 26


class Explain(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        with Counting(in_turn(answer(302, Location="/b"), answer(503), answer(200, b"hello"))) as chain, \
                Counting(in_turn([FIN])) as empty:
            # The last URL cannot be asked at all.
            cls.saved = rtrip("-j", "-L", "-u", "joe:hunter2", "--retry", "1", "--retry-delay", "0.2", chain.url, chain.url,
                              empty.url, "http://127.0.0.1:1/").out
        cls.file = cls.path / "saved.json"
        cls.file.write_text(cls.saved)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def refused(self, text, *words):
        result = rtrip("explain", *words, "-", stdin=text if isinstance(text, bytes) else text.encode())
        self.assert_status(BAD_FILE, result)
        return result.err

    def test_what_was_saved_comes_out_the_same(self):
        self.assertEqual(4, len(self.saved.splitlines()))
        for words in (["-j"], ["--report", "json"]):
            result = rtrip("explain", *words, self.file)
            self.assert_status(0, result)
            self.assertEqual(self.saved, result.out)
            self.assert_reports(result)

    def test_indented_reports_are_read_too(self):
        indented = rtrip("explain", "-j", "--pretty", self.file).out
        self.assertGreater(len(indented.splitlines()), 100)
        self.assertEqual(self.saved, rtrip("explain", "-j", "-", stdin=indented.encode()).out)

    def test_the_human_report_with_its_verdicts(self):
        result = rtrip("explain", self.file)
        self.assert_status(0, result)
        self.assertIn("Verdict: the server, ", result.out)
        self.assertIn("Next: rtrip --retry 0 ", result.out)
        self.assertIn("Verdict: it lies with the peer: the address refuses connections.", result.out)
        self.assertLessEqual(max(map(len, result.out.splitlines())), 80)
        self.assertNotIn("\x1b", result.out)
        self.assertIn("\x1b[", rtrip("explain", "--color", "always", self.file).out)
        self.assertIn("> GET /b", rtrip("explain", "-v", self.file).out)

    def test_standard_input_several_files_and_a_file_for_the_report(self):
        self.assertEqual(self.saved * 2, rtrip("explain", "-j", "-", self.file, stdin=self.saved.encode()).out)
        target = self.path / "out.json"
        self.assertEqual("", rtrip("explain", "-j", "--report-file", target, self.file).out)
        self.assertEqual(self.saved, target.read_text())

    def test_rules_are_todays_and_keys_of_other_versions_do_no_harm(self):
        report = json.loads(self.saved.splitlines()[0])
        wanted = report["findings"], report["verdict"]
        report["findings"], report["verdict"] = [{"id": "phlogiston"}], {"culprit": "the moon"}
        report["mood"] = {"of": ["the", {"day": None}]}
        again = rtrip("explain", "-j", "-", stdin=json.dumps(report).encode()).json()[0]
        self.assertEqual(wanted, (again["findings"], again["verdict"]))
        self.assertNotIn("mood", again)

    def test_secrets_are_masked_whatever_the_file_says(self):
        report = json.loads(self.saved.splitlines()[0])
        report["round_trips"][0]["sent"]["headers"].append(["Authorization", "Bearer swordfish"])
        text = json.dumps(report).encode()
        for words in ([], ["-v"], ["-j"]):
            result = rtrip("explain", *words, "-", stdin=text)
            self.assert_status(0, result)
            self.assertNotIn("swordfish", result.out)
        self.assertIn("swordfish", rtrip("explain", "-j", "--show-secrets", "-", stdin=text).out)

    def test_other_documents_of_a_series_are_passed_over(self):
        result = rtrip("explain", "-j", "-", stdin=b'{"schema":"rtrip.summary/1","count":3}\n' + self.saved.encode())
        self.assert_status(0, result)
        self.assertEqual(self.saved, result.out)
        self.assertIn("warning: standard input, line 1: rtrip.summary/1 is passed over", result.err)

    def test_a_bad_report_is_named_and_the_next_one_told(self):
        lines = self.saved.splitlines()
        broken = json.loads(lines[1])
        broken["round_trips"][0]["phases"]["wait_ms"] = "long"
        lines[1] = json.dumps(broken)
        result = rtrip("explain", "-j", "-", stdin="\n".join(lines).encode())
        self.assert_status(BAD_FILE, result)
        self.assertIn("standard input, line 2: round_trips[0].phases.wait_ms is not a number", result.err)
        self.assertEqual([lines[0], *lines[2:]], result.out.splitlines())

    def test_files_that_are_no_reports(self):
        self.assertIn("line 1: a report begins with '{'", self.refused("[1, 2]"))
        self.assertIn("line 1: the report that begins here does not end", self.refused(self.saved[:500]))
        self.assertIn("line 2: column 4: this is not JSON", self.refused('{"a":1,\n"b"}'))
        self.assertIn("schema is missing", self.refused("{}"))
        self.assertIn("nested too deeply", self.refused('{"a":' + "[" * 100_000))
        self.assertIn("too many values", self.refused('{"a":[' + "0," * 600_000))
        self.assertIn("longer than 16 MiB", self.refused('{"a":"' + "x" * (17 << 20)))
        self.assertIn("this is not JSON", self.refused(b'{"a":"\xff\xfe"}'))
        self.assertIn("does not end", self.refused(b"{\0\0\0"))
        binary = rtrip("explain", support.RTRIP)
        self.assert_status(BAD_FILE, binary)
        self.assertEqual("", binary.out)
        missing = rtrip("explain", self.path / "nowhere")
        self.assert_status(BAD_FILE, missing)
        self.assertIn("nowhere: No such file or directory", missing.err)

    def test_a_file_beyond_the_limit_is_refused_before_it_is_read_to_its_end(self):
        endless = subprocess.run([support.RTRIP, "explain", "/dev/zero"], capture_output=True, text=True,
                                 timeout=support.LIMIT_SECONDS)
        self.assertEqual(BAD_FILE, endless.returncode)
        self.assertIn("File too large", endless.stderr)

    def test_usage(self):
        for words, told in ((["explain"], "no FILE given"), (["explain", "-d", "x", "f"], "--data: 'rtrip explain' has no"),
                            (["explain", "--report", "xml", "f"], "human, json, prom, nagios or none")):
            result = rtrip(*words)
            self.assert_status(2, result)
            self.assertIn(told, result.err)

    def test_the_word_is_a_url_behind_two_dashes(self):
        result = rtrip("-j", "--resolve", "explain:80:127.0.0.1", "--connect-to", "::127.0.0.1:1", "--", "explain")
        self.assertEqual("http://explain/", result.json()[0]["round_trips"][0]["url"])

    def test_a_reader_that_leaves_ends_it_quietly(self):
        many = self.path / "many.json"
        many.write_text(self.saved * 500)
        gone = support.shell(f'"$RTRIP" explain {many} | head -n 1; echo "${{PIPESTATUS[0]}}"')
        self.assertEqual("", gone.stderr)
        self.assertEqual("23", gone.stdout.splitlines()[-1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
