#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""--report nagios and --report prom: one line for a monitor, a file for a collector, whatever the server says."""
import os
import pathlib
import re
import stat
import tempfile
import unittest

from counting import Counting, FIN, answer
from support import Files, SystemTest, rtrip

OK, WARNING, CRITICAL, UNKNOWN = range(4)
ITEM = r"[a-z_]+=-?[0-9]+(\.[0-9]+)?(s|B)?(;[0-9.]*;[0-9.]*;0)?"


class Nagios(SystemTest):
    def setUp(self):
        self.reply = answer(200, b"hello\n")
        self.server = Counting(lambda number, seen: self.reply)
        self.addCleanup(self.server.__exit__)

    def ask(self, *options, url=None):
        result = rtrip("--report", "nagios", *options, *([self.server.url] if url is None else [url]))
        self.assertEqual("", result.err)
        self.assertRegex(result.out, rf"\AHTTP (OK|WARNING|CRITICAL|UNKNOWN): [^|\n]+( \| {ITEM}( {ITEM})*)?\n\Z")
        self.assertEqual(result.status, ["OK", "WARNING", "CRITICAL", "UNKNOWN"].index(result.out.split()[1][:-1]))
        return result

    def test_the_four_states(self):
        self.assertEqual(OK, self.ask("--expect", "status==200", "--warn", "total<1h").status)
        self.assertEqual(WARNING, self.ask("--expect", "status==200", "--warn", "total<1us").status)
        result = self.ask("--expect", "status==204", "--warn", "total<1us")
        self.assertEqual(CRITICAL, result.status)
        self.assertTrue(result.out.startswith("HTTP CRITICAL: expected status==204: it is 200 | time="), result.out)
        self.assertEqual(CRITICAL, self.ask(url="http://127.0.0.1:1/").status)
        self.assertEqual(CRITICAL, self.ask("-f", "--expect", "status==204").status)
        for wrong in (["--expect", "status=200"], ["--max-time", "x"], ["--nonsense"], ["--cacert"]):
            with self.subTest(wrong=wrong):
                self.assertEqual(UNKNOWN, self.ask(*wrong).status)
        self.assertEqual(UNKNOWN, self.ask(url="gopher://host/").status)
        self.assertEqual(UNKNOWN, self.ask("-o", "/nonexistent/file").status)

    def test_status_and_failure_of_a_server(self):
        self.reply = answer(503)
        self.assertEqual(OK, self.ask().status)
        self.assertIn("http.status: the server answered 503", self.ask("-f").out)
        self.reply = FIN
        self.assertIn("HTTP CRITICAL: response.empty: ", self.ask("--expect", "status==200").out)

    def test_the_data_adds_up(self):
        data = dict(item.split("=") for item in self.ask().out.split(" | ")[1].split())
        times = {name: float(value.split("s;")[0]) for name, value in data.items() if name.startswith("time")}
        self.assertAlmostEqual(times.pop("time"), sum(times.values()), delta=1e-5)
        self.assertEqual("6B;;;0", data["size"])

    def test_limits_of_the_total_are_thresholds(self):
        limits = ["--warn", "total<2s", "--warn", "total_ms<=1500", "--expect", "total<1h", "--expect", "total>1us"]
        self.assertRegex(self.ask(*limits).out, r" \| time=[0-9.]+s;1\.500000;3600\.000000;0 ")

    def test_several_urls_are_one_line(self):
        result = rtrip("--report", "nagios", self.server.url, "http://127.0.0.1:1/", self.server.url)
        self.assertEqual(CRITICAL, result.status)
        self.assertRegex(result.out, r"\AHTTP CRITICAL: 1 of 3 requests failed: connect\.refused: [^|]* \| requests=3;;;0 "
                                     r"failed=1;;;0 time=[0-9.]+s;;;0\n\Z")
        self.assertIn("all of 2 requests", rtrip("--report", "nagios", self.server.url, self.server.url).out)

    def test_a_server_adds_nothing_to_the_line(self):
        hostile = b"x | time=0s\nHTTP OK: fine\r\n\x1b[2J'\"%s"
        self.reply = answer(200, hostile, X_Odd="a | time=0s", Location="http://h/|x")
        for expression in ("body~^ok", "header.x-odd==b", "header.location==y", "body!~x", "json./a==1"):
            with self.subTest(expression=expression):
                self.assertEqual(CRITICAL, self.ask("--expect", expression).status)
        self.reply = b"HTTP/1.1 20x | a=1\r\n\r\n"
        self.assertEqual(CRITICAL, self.ask().status)
        long = answer(200, b"y" * 100_000, X_Odd="z" * 50_000)
        self.reply = long
        self.assertLess(len(self.ask("--expect", "body~^ok").out), 2000)

    def test_secrets(self):
        self.reply = answer(200, b"s3cr3t!")
        self.assertNotIn("s3cr3t", self.ask("-u", "eve:s3cr3t", "--expect", "body~^ok").out)

    def test_report_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "line"
            result = rtrip("--report", "nagios", "--report-file", file, self.server.url)
            self.assertEqual((0, ""), (result.status, result.out))
            self.assertTrue(file.read_text().startswith("HTTP OK: HTTP/1.1 200, 6 B in "))
        result = rtrip("--report", "nagios", "--report-file", "/dev/full", self.server.url)
        self.assertEqual((UNKNOWN, ""), (result.status, result.out))
        self.assertIn("rtrip: (23) cannot write /dev/full", result.err)


class Prom(SystemTest):
    def setUp(self):
        self.reply = answer(200, b"hello\n", Last_Modified="Sun, 06 Nov 1994 08:49:37 GMT")
        self.server = Counting(lambda number, seen: self.reply)
        self.addCleanup(self.server.__exit__)

    def ask(self, *options, status=0):
        result = rtrip("--report", "prom", *options)
        self.assertEqual(status, result.status, result.err)
        return self.samples(result.out)

    def samples(self, text):
        """{name{labels}: value}, checked: HELP and TYPE once, in front of all samples of a name."""
        found, names = {}, []
        for line in text.splitlines():
            comment = re.fullmatch(r"# (HELP|TYPE) ([a-z0-9_]+) (.+)", line)
            if comment:
                if comment[1] == "HELP":
                    self.assertNotIn(comment[2], names)
                    names.append(comment[2])
                self.assertEqual(names[-1], comment[2])
                continue
            sample = re.fullmatch(r'([a-z0-9_]+)(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\}) (-?[0-9.]+)', line)
            self.assertTrue(sample, line)
            self.assertEqual(names[-1], sample[1])
            self.assertNotIn(sample[1] + sample[2], found)
            found[sample[1] + sample[2]] = float(sample[3])
        return found

    def test_a_good_answer(self):
        url = self.server.url + "/"
        got = self.ask("--expect", "status==200", "--warn", "status==1", url)
        want = {"probe_success": 1, "probe_http_status_code": 200, "probe_http_version": 1.1, "probe_http_redirects": 0,
                "probe_http_ssl": 0, "probe_http_content_length": 6, "probe_http_uncompressed_body_length": 6,
                "probe_ip_protocol": 4, "probe_http_last_modified_timestamp_seconds": 784111777, "rtrip_exit_code": 0,
                "rtrip_expectations_unmet": 0, "rtrip_warnings_unmet": 1, "rtrip_round_trips": 1,
                "rtrip_connection_reused": 0}
        for name, value in want.items():
            self.assertEqual(value, got[f'{name}{{target="{url}"}}'], name)
        self.assertEqual(1, got[f'rtrip_failure_info{{target="{url}",code="none",phase="none"}}'])
        phases = {key: value for key, value in got.items() if key.startswith("rtrip_phase_seconds")}
        self.assertNotIn(f'rtrip_phase_seconds{{target="{url}",phase="tls"}}', phases)
        self.assertAlmostEqual(got[f'probe_duration_seconds{{target="{url}"}}'], sum(phases.values()), delta=1e-5)
        for phase in ("resolve", "connect", "tls", "processing", "transfer"):
            self.assertIn(f'probe_http_duration_seconds{{target="{url}",phase="{phase}"}}', got)

    def test_a_failure(self):
        url = "http://127.0.0.1:1/"
        got = self.ask(url, status=7)
        self.assertEqual((0, 7, 0, -1), tuple(got[f'{name}{{target="{url}"}}'] for name in (
            "probe_success", "rtrip_exit_code", "probe_http_status_code", "probe_http_content_length")))
        self.assertEqual(1, got[f'rtrip_failure_info{{target="{url}",code="connect.refused",phase="connect"}}'])

    def test_tls(self):
        import ssl
        files = Files()
        self.addCleanup(files.close)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(files.cert, files.key)
        with Counting(lambda number, seen: answer(200), tls=tls) as server:
            url = server.url.replace("127.0.0.1", "localhost")
            got = self.ask("--cacert", files.ca, url)
        self.assertEqual(1, got[f'probe_http_ssl{{target="{url}"}}'])
        self.assertEqual(1, got[f'probe_tls_version_info{{target="{url}",version="TLS 1.3"}}'])
        self.assertGreater(got[f'probe_ssl_earliest_cert_expiry{{target="{url}"}}'],
                           got[f'rtrip_started_timestamp_seconds{{target="{url}"}}'])

    def test_several_urls_and_one_twice(self):
        urls = [self.server.url + path for path in ("/a", "/b", "/a")]
        got = self.ask(*urls)
        self.assertEqual(2, sum(key.startswith("probe_success") for key in got))
        self.assertEqual(1, got[f'rtrip_connection_reused{{target="{urls[0]}"}}'])

    def test_labels_are_whole_and_without_secrets(self):
        host = self.server.url.removeprefix("http://")
        got = self.ask("-g", f'http://eve:s3cr3t@{host}/a"b\\c?q={{x}}#frag')
        target, = {re.search(r'target="((?:[^"\\]|\\.)*)"', key)[1] for key in got}
        self.assertEqual(rf'http://{host}/a\"b\\c?q={{x}}', target)

    def test_the_file_is_replaced_as_a_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "rtrip.prom"
            os.symlink("rtrip.prom", pathlib.Path(folder) / "link.prom")
            seen = []

            def look(number, request):
                # The request is under way: the old file must still be there, and the new one under no name of a collector's.
                seen.append((file.read_text() if file.exists() else None,
                             sorted(path.name for path in file.parent.iterdir() if path.suffix == ".prom")))
                return answer(200, b"hello\n")

            with Counting(look) as server:
                options = ["--report", "prom", "--report-file"]
                self.assertEqual(0, rtrip(*options, file, server.url).status)
                first, mode = file.read_text(), 0o640
                self.assertEqual(0o644, stat.S_IMODE(file.stat().st_mode) | 0o044)
                file.chmod(mode)
                self.assertEqual(0, rtrip(*options, file.with_name("link.prom"), server.url).status)
            self.assertEqual([None, first], [text for text, _ in seen])
            self.assertEqual(["link.prom", "rtrip.prom"], seen[1][1])
            self.assertTrue(file.with_name("link.prom").is_symlink())
            self.assertEqual(mode, stat.S_IMODE(file.stat().st_mode))
            self.assertNotEqual(first, file.read_text())
            self.samples(file.read_text())
            self.assertEqual(["link.prom", "rtrip.prom"], sorted(path.name for path in file.parent.iterdir()))
            # What cannot be carried out leaves the file, and nothing beside it.
            before = file.read_text()
            self.assertEqual(2, rtrip(*options, file, "--expect", "x", self.server.url).status)
            result = rtrip(*options, f"{folder}/none/x.prom", self.server.url)
            self.assertEqual(23, result.status)
            self.assertIn(f"(23) cannot write {folder}/none/x.prom: No such file", result.err)
            self.assertEqual(before, file.read_text())
            self.assertEqual(["link.prom", "rtrip.prom"], sorted(path.name for path in file.parent.iterdir()))

    def test_devices_are_written_to(self):
        self.assertEqual(0, rtrip("--report", "prom", "--report-file", "/dev/null", self.server.url).status)
        self.assertEqual(23, rtrip("--report", "prom", "--report-file", "/dev/full", self.server.url).status)
        result = rtrip("--report", "prom", "--report-file", "/dev/stdout", self.server.url)
        self.samples(result.out)


if __name__ == "__main__":
    unittest.main()
