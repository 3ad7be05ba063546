#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""--save-baseline, --baseline and --budget: a verdict where the sample supports one, and none where it does not."""
import json
import pathlib
import tempfile
import threading
import unittest

from counting import Counting, answer
from support import SystemTest, rtrip

UNMET, USAGE, UNREADABLE = 120, 2, 26
REQUESTS = 12


class Budgets(SystemTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "baseline.json"
        self.pause = threading.Event()
        self.seconds = 0.01

        def reply(number, seen):
            # What the server takes for an answer is what is measured here.
            self.pause.wait(self.seconds)
            return answer(200, b"ok\n")
        self.server = Counting(reply)
        self.addCleanup(self.server.__exit__)

    def run_all(self, *options, count=REQUESTS):
        return rtrip(*options, f"{self.server.url}/[1-{count}]")

    def save(self, **changes):
        result = self.run_all("--report", "none", "--save-baseline", self.file, **changes)
        self.assertEqual((0, ""), (result.status, result.err))
        return json.loads(self.file.read_text())

    def test_what_is_saved(self):
        baseline = self.save()
        self.assertEqual(("rtrip.baseline/1", "GET"), (baseline["schema"], baseline["method"]))
        self.assertEqual(f"{self.server.url}/[1-{REQUESTS}]", baseline["url"])
        cold, warm = baseline["cold"], baseline["warm"]
        self.assertEqual((1, REQUESTS - 1), (cold["total"]["count"], warm["total"]["count"]))
        self.assertEqual((None, None), (cold["total"]["low_ms"], warm["connect"]))
        self.assertLessEqual(warm["wait"]["low_ms"], warm["wait"]["median_ms"])
        self.assertLessEqual(warm["wait"]["median_ms"], warm["wait"]["high_ms"])
        self.assertEqual(["baseline.json"], [path.name for path in self.file.parent.iterdir()])

    def test_within(self):
        self.save()
        result = self.run_all("-j", "--baseline", self.file, "--budget", "+100%,100ms")
        verdict = result.json()[-1]
        self.assertEqual((0, "rtrip.budget/1", True, "within"),
                         (result.status, verdict["schema"], verdict["ok"], verdict["verdict"]))
        waits = [figure for figure in verdict["figures"] if (figure["connection"], figure["name"]) == ("warm", "wait")]
        self.assertEqual("within", waits[0]["verdict"])

    def test_over_is_120_and_names_the_phase(self):
        self.save()
        kept = self.file.read_bytes()
        self.seconds = 0.2
        result = self.run_all("--baseline", self.file, "--budget", "+50%,50ms", "--save-baseline", self.file)
        self.assertEqual(UNMET, result.status)
        self.assertIn("rtrip: (120) budget +50%,50ms: exceeded by wait (warm), ", result.err)
        self.assertRegex(result.out, r"\n  warm  wait .* OVER\n")
        self.assertEqual(kept, self.file.read_bytes())
        self.assertIn("is left as it was", result.err)

    def test_no_verdict_is_no_failure_and_is_said(self):
        self.save()
        self.seconds = 0.2
        result = self.run_all("-j", "--baseline", self.file, "--budget", "+1%", count=5)
        self.assertEqual(0, result.status)
        self.assertIn("no verdict, it takes 6 requests of a kind in both runs", result.err)
        self.assertEqual(("undecided", {"too_few"}),
                         (result.json()[-1]["verdict"], {each["verdict"] for each in result.json()[-1]["figures"]}))

    def test_a_monitor_hears_of_it(self):
        self.save()
        self.seconds = 0.2
        result = self.run_all("--report", "nagios", "--baseline", self.file, "--budget", "+50%,50ms")
        self.assertEqual((2, ""), (result.status, result.err))
        self.assertTrue(result.out.startswith("HTTP CRITICAL: budget +50%,50ms: exceeded by wait"), result.out)

    def test_failed_requests_leave_a_baseline_alone(self):
        self.save()
        kept = self.file.read_bytes()
        result = rtrip("--report", "none", "--save-baseline", self.file, "http://127.0.0.1:1/")
        self.assertEqual(7, result.status)
        self.assertIn("no request succeeded", result.err)
        self.assertEqual(kept, self.file.read_bytes())

    def test_what_is_no_baseline_is_refused(self):
        good = self.save()
        asked = len(self.server.seen)
        for text in ("", "{}", "[" * 100_000, json.dumps({**good, "schema": "rtrip.report/1"}),
                     json.dumps({**good, "warm": {}}), json.dumps(good)[:-1], " " * (1 << 17),
                     json.dumps({**good, "warm": {**good["warm"], "wait": {"count": 9, "median_ms": 1}}})):
            with self.subTest(text=text[:50]):
                self.file.write_text(text)
                result = self.run_all("--baseline", self.file, "--budget", "+20%")
                self.assertEqual(UNREADABLE, result.status)
                self.assertIn("it is no baseline of rtrip's", result.err)
        self.file.write_text(json.dumps(good))
        for options in (["--baseline", self.file], ["--budget", "+5%"], ["--baseline", self.file, "--budget", "20%"],
                        ["--baseline", self.file, "--budget", "+5"]):
            with self.subTest(options=options):
                self.assertEqual(USAGE, self.run_all(*options).status)
        self.assertEqual(asked, len(self.server.seen))


if __name__ == "__main__":
    unittest.main()
