#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands of docs/probes.md as they stand there, with example.com led to a server of the test's."""
import json
import os
import pathlib
import re
import ssl
import subprocess
import tempfile
import unittest

from counting import Counting, answer
import support
from support import Files, ROOT, SystemTest

GOOD = answer(200, b'{"status": "ok", "ready": true}\n')
BAD = answer(503, b'{"status": "down", "ready": false}\n')


def commands(page="docs/probes.md"):
    """{name: text} of the blocks that are marked to be run."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- run: (\w+) -->\n```\n(.*?)```", text, re.S))


class Documented(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.addClassCleanup(cls.files.close)
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # The server's certificate is for localhost, and so is where example.com leads.
        cls.tls.load_cert_chain(cls.files.cert, cls.files.key)

    def setUp(self):
        self.reply = GOOD
        self.server = Counting(lambda number, seen: self.reply, tls=self.tls, scheme="http")
        self.addCleanup(self.server.__exit__)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "rtrip").symlink_to(support.RTRIP)

    def at_home(self, text):
        """The text with the example's server and places replaced by those of the test."""
        here = f"localhost:{self.server.port}"
        text = re.sub(r"https://example\.com", f"https://{here}", text)
        text = text.replace("http://127.0.0.1:8080", f"http://{here}")
        # The test's certificates hold for two days.
        text = re.sub(r"expires_in>(\d+)d", r"expires_in>\1h", text)
        return text.replace("/var/lib/prometheus/node-exporter", str(self.folder))

    def test_the_readme_has_the_same(self):
        """So that what is run here is what stands there."""
        shown = commands("README.md")
        self.assertEqual({"cron", "kubernetes", "pipeline"}, set(shown))
        for name, text in shown.items():
            self.assertEqual(commands()[name], text)

    def run_block(self, name):
        return self.run_shell(self.at_home(commands()[name]))

    def run_shell(self, script):
        # The test's CA is the system's here.
        environment = support.environment(SSL_CERT_FILE=str(self.files.ca), CURL_CA_BUNDLE=str(self.files.ca))
        environment["PATH"] = f"{self.folder}:{environment['PATH']}"
        return subprocess.run(["bash", "-c", script], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=support.LIMIT_SECONDS)

    def test_every_block_has_its_test(self):
        self.assertEqual({name.removeprefix("test_block_") for name in dir(self) if name.startswith("test_block_")},
                         set(commands()))

    def test_block_cron(self):
        line = commands()["cron"].strip()
        self.assertEqual(1, len(line.splitlines()))
        fields = line.split(None, 5)
        self.assertNotIn("%", fields[5])
        command = self.at_home(fields[5])
        good = self.run_shell(command)
        self.assertEqual((0, "", ""), (good.returncode, good.stdout, good.stderr))
        self.reply = BAD
        bad = self.run_shell(command)
        self.assertEqual((120, ""), (bad.returncode, bad.stdout))
        self.assertEqual(["rtrip: (120) expected status==200: it is 503",
                          'rtrip: (120) expected json./status==ok: it is "down" '
                          '(line 1, offset 11: ""down", "ready": false}")'], bad.stderr.splitlines())

    def test_block_kubernetes(self):
        command = json.loads(re.search(r"command: (\[.*\])", commands()["kubernetes"])[1])
        words = [self.at_home(word) for word in command]
        self.assertEqual("rtrip", words[0])
        for reply, status in ((GOOD, 0), (BAD, 120)):
            self.reply = reply
            run = subprocess.run([support.RTRIP, *words[1:]], env=support.environment(), capture_output=True, text=True)
            self.assertEqual((status, ""), (run.returncode, run.stdout), run.stderr)
        self.assertIn("json./ready==true: it is false", run.stderr)

    def test_block_pipeline(self):
        good = self.run_block("pipeline")
        self.assertEqual((0, "", ""), (good.returncode, good.stdout, good.stderr))
        self.reply = BAD
        bad = self.run_block("pipeline")
        self.assertEqual({f"https://localhost:{self.server.port}{path}\tstatus==200" for path in ("/health", "/")},
                         set(bad.stdout.splitlines()), bad.stderr)

    def test_block_nagios(self):
        good = self.run_block("nagios")
        self.assertIn(good.returncode, (0, 1), good.stdout + good.stderr)
        self.assertRegex(good.stdout, r"\AHTTP (OK|WARNING): [^|]*\| time=\S* .*certificate_days=[0-9]+\n\Z")
        self.reply = BAD
        bad = self.run_block("nagios")
        self.assertEqual(2, bad.returncode)
        self.assertTrue(bad.stdout.startswith("HTTP CRITICAL: expected status==200: it is 503 | "), bad.stdout)

    def test_block_prom(self):
        for reply, success in ((GOOD, 1), (BAD, 0)):
            self.reply = reply
            self.run_block("prom")
            text = (self.folder / "health.prom").read_text()
            self.assertIn(f'probe_success{{target="https://localhost:{self.server.port}/health"}} {success}\n', text)

    def test_block_budget(self):
        save, compare = commands()["budget"].strip().splitlines()
        self.assertEqual(0, self.run_shell(self.at_home(save)).returncode)
        # A budget that noise on a busy machine does not exceed.
        compared = self.run_shell(self.at_home(compare).replace("+20%,5ms", "+500%,500ms"))
        self.assertEqual(0, compared.returncode, compared.stdout + compared.stderr)
        self.assertIn("budget +500%,500ms: kept", compared.stdout)

    def test_every_metric_is_documented(self):
        source = (ROOT / "src/render/prom.cpp").read_text()
        names = set(re.findall(r'\{Metric::\w+,\s*"([a-z_0-9]+)"', source))
        self.assertEqual(25, len(names))
        documented = re.findall(r"`((?:probe|rtrip)_[a-z_]+)`", (ROOT / "docs/probes.md").read_text())
        self.assertEqual(names, set(documented))


if __name__ == "__main__":
    unittest.main()
