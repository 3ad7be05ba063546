#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The built command against a real nginx: reports, exit codes, where output goes."""
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from support import (Files, Nginx, RTRIP, SystemTest, environment, jq, listening, on_terminal, page_lines, rtrip, shell,
                     skip_unless)


class AgainstNginx(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.nginx = Nginx(cls.files)

    @classmethod
    def tearDownClass(cls):
        cls.nginx.close()
        cls.files.close()

    def https(self, *arguments, **options):
        return rtrip("--cacert", self.files.ca, *arguments, **options)

    def test_a_file_is_gone_on_with_and_kept_while_nothing_is_new(self):
        url = self.nginx.http + "/index.html"
        whole = (self.files.path / "www/index.html").read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder) / "f"
            get = lambda *arguments, status=0: self.assert_status(status, rtrip(*arguments, "-o", kept, url))
            kept.write_bytes(whole[:20])
            get("-C", "-")
            self.assertEqual(whole, kept.read_bytes())
            get("-f", "-C", "-")
            self.assertEqual(whole, kept.read_bytes())
            kept.write_bytes(whole + b"more")
            get("-C", "-", status=33)
            self.assertEqual(whole + b"more", kept.read_bytes())
            tag = pathlib.Path(folder) / "tag"
            get("--etag-save", tag, "--etag-compare", tag)
            self.assertEqual(whole, kept.read_bytes())
            kept.write_bytes(b"kept")
            get("--etag-save", tag, "--etag-compare", tag)
            get("-z", self.files.path / "www/index.html")
            self.assertEqual(b"kept", kept.read_bytes())
            get("-z", "1 Jan 1990")
            self.assertEqual(whole, kept.read_bytes())

    def test_http_report_names_status_and_phases(self):
        result = rtrip(self.nginx.http + "/")
        self.assert_status(0, result)
        for word in ("200", "connect", "send", "wait", "body", "total"):
            self.assertIn(word, result.out.lower())
        self.assertEqual("", result.err)

    def test_https_report_names_the_tls_version(self):
        result = self.https(self.nginx.https + "/")
        self.assert_status(0, result)
        self.assertIn("TLSv1.3", result.out)

    def test_json_is_one_line_a_url_that_the_schema_admits(self):
        result = self.https("-j", self.nginx.http + "/", self.nginx.https + "/")
        self.assert_status(0, result)
        plain, secure = self.assert_reports(result)
        self.assertEqual(["rtrip.report/1", True, 0, None], [plain[key] for key in ("schema", "ok", "exit_code", "error")])
        self.assertIsNone(plain["round_trips"][0]["phases"]["tls_ms"])
        self.assertIsNone(plain["round_trips"][0]["tls"])
        self.assertGreater(secure["round_trips"][0]["phases"]["tls_ms"], 0)
        self.assertTrue(secure["round_trips"][0]["tls"]["verified"])
        self.assertEqual("http/1.1", secure["round_trips"][0]["connection"]["protocol"])

    def test_the_second_request_reuses_the_connection(self):
        for url in (self.nginx.http + "/", self.nginx.https + "/"):
            with self.subTest(url):
                run = shell('"$RTRIP" -j --cacert "$CA" "$URL" "$URL" | jq -r ".round_trips[0].connection.reused"',
                            CA=self.files.ca, URL=url)
                self.assertEqual(["false", "true"], run.stdout.split(), run.stderr)

    def test_redirects_of_all_kinds_are_followed_on_one_connection(self):
        for status, method, body in ((301, "GET", 0), (302, "GET", 0), (303, "GET", 0), (307, "POST", 3), (308, "POST", 3)):
            with self.subTest(status):
                result = rtrip("-j", "-L", "-d", "x=1", f"{self.nginx.http}/go/{status}")
                self.assert_status(0, result)
                report = self.assert_reports(result)[0]
                last = report["round_trips"][1]
                self.assertEqual([status, 200], [trip["response"]["status"] for trip in report["round_trips"]])
                self.assertEqual([method, body, f"{self.nginx.http}/accept?from={status}"],
                                 [last["method"], last["sent"]["body_bytes"], last["url"]])
                self.assertEqual([1, 1, 1], [report["pool"]["dialed"], report["pool"]["reused"], report["redirects"]])

    def test_a_circle_of_redirects_ends_with_47(self):
        result = rtrip("-L", "--max-redirs", "5", self.nginx.http + "/round")
        self.assert_status(47, result)
        self.assertIn("circle", result.err)

    def test_a_redirect_to_https_takes_no_credentials_along(self):
        result = self.https("-j", "-L", "-u", "eve:secret", self.nginx.http + "/elsewhere")
        self.assert_status(0, result)
        first, second = self.assert_reports(result)[0]["round_trips"]
        self.assertEqual(["Authorization"], first["redirect"]["stripped_headers"])
        self.assertNotIn("authorization", [name.lower() for name, _ in second["sent"]["headers"]])
        self.assertEqual("TLSv1.3", second["tls"]["version"])

    def test_a_503_is_tried_again_and_is_the_result_in_the_end(self):
        result = rtrip("-j", "--retry", "2", "--retry-delay", "20ms", self.nginx.http + "/broken")
        self.assert_status(0, result)
        report = self.assert_reports(result)[0]
        self.assertEqual([503] * 3, [trip["response"]["status"] for trip in report["round_trips"]])
        self.assertEqual([2, 1], [report["retries"], report["pool"]["dialed"]])

    def test_a_reused_connection_has_no_dns_connect_or_tls_phase(self):
        result = self.https("-j", self.nginx.https + "/", self.nginx.https + "/")
        reports = self.assert_reports(result)
        phases = reports[1]["round_trips"][0]["phases"]
        self.assertEqual([None, None, None], [phases[key] for key in ("dns_ms", "connect_ms", "tls_ms")])

    def test_a_unix_socket_carries_a_request(self):
        result = rtrip("-j", "--unix-socket", self.nginx.socket_path, "http://localhost/")
        self.assert_status(0, result)
        self.assertIn("nginx.sock", self.assert_reports(result)[0]["round_trips"][0]["connection"]["remote"])

    def test_an_untrusted_certificate_is_refused_with_its_chain(self):
        result = rtrip("-j", self.nginx.https + "/")
        self.assert_status(60, result)
        report = self.assert_reports(result)[0]
        self.assertEqual(["tls.untrusted", "tls"], [report["error"]["code"], report["error"]["phase"]])
        self.assertEqual(2, len(report["round_trips"][0]["tls"]["chain"]))
        self.assert_status(0, rtrip("-k", self.nginx.https + "/"))

    def test_a_status_is_no_failure_unless_asked(self):
        for path, status in (("/gone", 410), ("/broken", 503), ("/nowhere", 404)):
            with self.subTest(path):
                result = rtrip("-j", self.nginx.http + path)
                self.assert_status(0, result)
                self.assertEqual(status, result.json()[0]["response"]["status"])
                self.assert_status(22, rtrip("-f", self.nginx.http + path))

    def test_no_content_and_head_have_no_body_phase(self):
        for arguments in ([self.nginx.http + "/empty"], ["-I", self.nginx.http + "/"]):
            with self.subTest(arguments):
                result = rtrip("-j", *arguments)
                self.assert_status(0, result)
                self.assertEqual("none", self.assert_reports(result)[0]["response"]["body"]["framing"])

    def test_a_redirect_is_reported_and_not_followed(self):
        result = rtrip("-j", self.nginx.http + "/moved")
        self.assertEqual([302, 0], [result.json()[0]["response"]["status"], result.json()[0]["redirects"]])

    def test_a_server_that_hangs_up_is_an_empty_reply(self):
        result = rtrip("-j", self.nginx.http + "/hangup")
        self.assert_status(52, result)
        self.assertEqual("response.empty", self.assert_reports(result)[0]["error"]["code"])

    def test_bodies_go_where_they_are_sent(self):
        page = (self.files.path / "www/index.html").read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder, "page")
            result = rtrip("-o", target, self.nginx.http + "/")
            self.assert_status(0, result)
            self.assertEqual(page, target.read_bytes())
            self.assertIn("200", result.out)
        result = rtrip("-o", "-", self.nginx.http + "/")
        self.assertEqual(page, result.bytes)
        self.assertIn("200", result.err)
        result = rtrip("-s", "-o", "-", self.nginx.http + "/")
        self.assertEqual([page, ""], [result.bytes, result.err])

    def test_write_out_takes_the_place_of_the_report(self):
        result = rtrip("-w", "%{http_code} %{num_connects}\\n", self.nginx.http + "/", self.nginx.http + "/")
        self.assertEqual(["200 1", "200 0"], result.out.splitlines(), result.err)

    def test_a_large_body_is_read_in_constant_memory(self):
        for size, name in ((1 << 20, "small"), (256 << 20, "large")):
            with open(self.files.path / "www" / name, "wb") as file:
                file.truncate(size)
        for base in (self.nginx.http, self.nginx.https):
            with self.subTest(base):
                small, large = self.https("-j", base + "/small"), self.https("-j", base + "/large")
                self.assert_status(0, large)
                self.assertEqual(256 << 20, large.json()[0]["response"]["body"]["wire_bytes"])
                self.assertLess(large.max_rss_bytes - small.max_rss_bytes, 4 << 20)

    def test_an_answer_before_the_upload_is_read_is_still_an_answer(self):
        # This location answers without reading; whether all was sent by then is the kernel's and nginx's race.
        result = rtrip("-j", "--data-binary", "@-", self.nginx.http + "/accept", stdin=b"x" * 300000)
        self.assert_status(0, result)
        trip = self.assert_reports(result)[0]["round_trips"][0]
        self.assertEqual(trip["connection"]["returned"], trip["sent"]["body_bytes"] == 300000)

    def test_reports_fit_the_terminal(self):
        for columns in (80, 120):
            for arguments in (["--cacert", self.files.ca], ["--cacert", self.files.ca, "-v"]):
                with self.subTest(columns=columns, arguments=arguments):
                    status, text = on_terminal(*arguments, self.nginx.https + "/", columns=columns)
                    self.assertEqual(0, status, text)
                    if "-v" not in arguments:
                        self.assertEqual([], [line for line in page_lines(text) if len(line) > columns])
                    self.assertNotIn("\x1b]", text)

    def test_colour_is_for_terminals(self):
        _, text = on_terminal(self.nginx.http + "/")
        self.assertIn("\x1b[", text)
        self.assertNotIn("\x1b[", rtrip(self.nginx.http + "/").out)
        _, text = on_terminal("--color", "never", self.nginx.http + "/")
        self.assertNotIn("\x1b[", text)

    def test_a_reader_that_leaves_early_is_no_error(self):
        urls = " ".join([self.nginx.http + "/"] * 200)
        run = shell('set -o pipefail; "$RTRIP" -j $URLS | head -1 | jq -r .ok', URLS=urls)
        self.assertEqual("true\n", run.stdout)
        self.assertEqual("", run.stderr)

    def test_a_full_disk_is_a_write_error(self):
        for arguments in ([], ["-j"], ["-s", "-o", "-"]):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                self.assert_status(23, rtrip(*arguments, self.nginx.http + "/", stdout=full))

    def test_a_bare_environment_is_enough(self):
        run = subprocess.run(["env", "-i", RTRIP, self.nginx.http + "/"], stdin=subprocess.DEVNULL, capture_output=True,
                             cwd="/", timeout=60)
        self.assertEqual(0, run.returncode, run.stderr)


class Failures(SystemTest):
    """Peers that a few lines of Python play better than a real server."""

    def assert_failure(self, status, code, phase, *arguments):
        result = rtrip("-j", *arguments)
        self.assert_status(status, result)
        report = self.assert_reports(result)[0]
        self.assertEqual([False, status, code, phase],
                         [report["ok"], report["exit_code"], report["error"]["code"], report["error"]["phase"]])
        self.assertEqual(1, len([line for line in jq(".error.message", result.out) if line]))

    def test_nothing_listens(self):
        with socket.socket() as held:  # bound but not listening: refused, and no one else can take the port
            held.bind(("127.0.0.1", 0))
            self.assert_failure(7, "connect.refused", "connect", f"http://127.0.0.1:{held.getsockname()[1]}/")

    def test_a_silent_server_meets_the_response_limit(self):
        with listening() as silent:
            self.assert_failure(28, "response.timeout", "wait", "--response-timeout", "0.3",
                                f"http://127.0.0.1:{silent.getsockname()[1]}/")

    def test_a_silent_server_meets_the_tls_limit(self):
        with listening() as silent:
            self.assert_failure(28, "tls.timeout", "tls", "--tls-timeout", "0.3",
                                f"https://127.0.0.1:{silent.getsockname()[1]}/")

    def test_a_silent_name_server_meets_the_dns_limit(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            self.assert_failure(28, "dns.timeout", "dns", "--dns-timeout", "0.3", "--dns-servers",
                                f"127.0.0.1:{silent.getsockname()[1]}", "http://name.example/")

    def test_what_the_user_got_wrong_is_refused_before_anything_is_sent(self):
        for status, arguments in ((2, []), (2, ["--no-such-option", "http://127.0.0.1/"]), (3, ["http://[::1"]),
                                  (1, ["gopher://127.0.0.1/"]), (2, ["--max-time", "soon", "http://127.0.0.1/"])):
            with self.subTest(arguments):
                result = rtrip(*arguments)
                self.assert_status(status, result)
                self.assertEqual("", result.out)
                self.assertNotEqual("", result.err)

    def test_help_and_version(self):
        for option in ("--help", "--version"):
            result = rtrip(option)
            self.assert_status(0, result)
            self.assertIn("rtrip", result.out)

    def test_an_interrupt_ends_with_130_and_what_was_measured(self):
        with listening() as server:
            process = subprocess.Popen([RTRIP, "-j", f"http://127.0.0.1:{server.getsockname()[1]}/"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=environment(), text=True)
            connection, _ = server.accept()
            with connection:
                self.assertTrue(connection.recv(1))  # the request is under way
                os.kill(process.pid, signal.SIGINT)
                out, err = process.communicate(timeout=60)
        self.assertEqual(130, process.returncode, err)
        self.assertEqual(["interrupted"], jq(".error.code", out))


if __name__ == "__main__":
    skip_unless("nginx", "openssl", "jq", "bash")
    unittest.main()
