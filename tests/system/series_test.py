#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Series against a real nginx: figures that agree, connections that are kept, memory that stays flat."""
import json
import subprocess
import unittest

from support import PYTHON, ROOT, Files, Nginx, SystemTest, rtrip, skip_unless

skip_unless("nginx", "openssl")


class Series(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.nginx = Nginx(cls.files)
        cls.addClassCleanup(cls.files.close)
        cls.addClassCleanup(cls.nginx.close)

    def summary_of(self, *arguments):
        result = rtrip("-j", "--summary", *arguments)
        self.assert_status(0, result)
        validated = subprocess.run([PYTHON, ROOT / "tools/validate_report", ROOT / "docs/summary.schema.json", "-"],
                                   input=result.out, capture_output=True, text=True)
        self.assertEqual(0, validated.returncode, validated.stdout + validated.stderr)
        return json.loads(result.out), result

    def test_memory_does_not_grow_with_the_number_of_requests(self):
        peaks = []
        for count in (1000, 20000):
            summary, result = self.summary_of("--count", count, "--concurrency", 20, self.nginx.http + "/")
            self.assertEqual(count, summary["requests"]["ok"])
            self.assertLessEqual(summary["pool"]["dialed"], 20)
            peaks.append(result.max_rss_bytes)
        self.assertLess(peaks[1], peaks[0] * 1.2)

    def test_over_tls_the_first_request_alone_pays_for_the_handshake(self):
        summary, _ = self.summary_of("--count", 200, "--cacert", self.files.ca, self.nginx.https + "/")
        self.assertEqual([1, 199], [summary["requests"][key] for key in ("cold", "warm")])
        self.assertEqual(1, summary["cold"]["phases"]["tls_ms"]["count"])
        self.assertIsNone(summary["warm"]["phases"]["tls_ms"])
        self.assertLess(summary["warm"]["total_ms"]["p50"], summary["cold"]["total_ms"]["p50"])

    def test_without_a_pool_every_request_is_cold_and_says_why(self):
        summary, _ = self.summary_of("--count", 20, "--no-pool", self.nginx.http + "/")
        self.assertEqual(20, summary["requests"]["cold"])
        self.assertEqual({"pool_disabled": 20}, summary["pool"]["new_because"])
        self.assertEqual([20, 0], [summary["pool"][key] for key in ("dialed", "reused")])

    def test_a_rate_is_kept_and_counts_from_when_requests_are_due(self):
        summary, _ = self.summary_of("--rate", "200/s", "--count", 200, self.nginx.http + "/")
        # The last of 200 ticks is due 995 ms after the first.
        self.assertGreaterEqual(summary["duration_ms"], 995)
        self.assertEqual(200, summary["intended_total_ms"]["count"])
        self.assertGreaterEqual(summary["intended_total_ms"]["p50"], summary["total_ms"]["p50"])


if __name__ == "__main__":
    unittest.main()
