#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The built command against real servers of HTTP/2. A class whose server is not installed is skipped, and says so."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import h2_servers
from h2_servers import LARGE_BYTES, installed
from support import Files, SystemTest, rtrip, skip_unless

BODIES = [b"", b"x", b"\0\r\n" * 30_000, os.urandom(LARGE_BYTES)]


class Common:
    """What any server must be able to do; `small` and `echo` are paths, None where it has no such thing."""
    small, echo, trailers, early = "/small", "/echo", None, None

    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.addClassCleanup(cls.files.close)
        folder = cls.files.path / "www"
        (folder / "put").mkdir(parents=True)
        (folder / "small").write_bytes(b"It works.\n")
        (folder / "large").write_bytes(BODIES[-1])
        # A worker that gave up its rights reads this as well.
        for each in (cls.files.path, folder, folder / "put"):
            each.chmod(0o777)
        cls.servers = []
        cls.start()
        for server in reversed(cls.servers):
            cls.addClassCleanup(server.close)

    def bases(self):
        """(URL, options, the name of the protocol) of each way in."""
        for server in self.servers:
            if server.plain:
                yield server.plain, ["--http2-prior-knowledge"], "h2c"
            if server.secure:
                yield server.secure, ["--cacert", self.files.ca], "h2"

    def reports(self, *arguments, **options):
        result = rtrip("-j", *arguments, **options)
        self.assert_status(0, result)
        return self.assert_reports(result)

    def body(self, *arguments, **options):
        """By way of a file: what goes in at a pipe and comes out at another would have to be read meanwhile."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "body")
            self.assert_status(0, rtrip("-s", "-S", "-m", "20", "-o", file, *arguments, **options))
            return file.read_bytes() if file.exists() else b""

    def test_a_response_says_what_carried_it(self):
        for base, options, protocol in self.bases():
            with self.subTest(base):
                report, = self.reports(*options, base + self.small)
                trip = report["round_trips"][0]
                self.assertEqual([200, "2", protocol, protocol == "h2"],
                                 [trip["response"]["status"], trip["response"]["http_version"],
                                  trip["connection"]["protocol"], trip["tls"] is not None])
                self.assertEqual("h2", trip["response"]["body"]["framing"])

    def test_curl_agrees(self):
        """The body and the head, as long as the server does not count or tell the time."""
        for base, options, _ in self.bases():
            with self.subTest(base):
                curl = subprocess.run(["curl", "-s", *map(str, options), base + self.small], capture_output=True,
                                      check=True)
                self.assertEqual(curl.stdout, self.body(*options, base + self.small))
                form = "%{http_version} %{response_code} %{size_download} %{num_headers} %{content_type}"
                curl = subprocess.run(["curl", "-s", "-o", os.devnull, "-w", form, *map(str, options),
                                       base + self.small], capture_output=True, text=True, check=True)
                self.assertEqual(curl.stdout, rtrip("-w", form, *options, base + self.small).out)

    def test_two_requests_share_a_connection(self):
        for base, options, _ in self.bases():
            with self.subTest(base):
                first, second = self.reports(*options, base + self.small, base + self.small)
                self.assertEqual([1, 0], [first["pool"]["dialed"], second["pool"]["dialed"]])
                self.assertTrue(second["round_trips"][0]["connection"]["reused"])

    def test_a_hundred_in_parallel_share_a_connection(self):
        for base, options, _ in self.bases():
            with self.subTest(base):
                reports = self.reports("-m", "30", "-Z", "--parallel-max", "100", *options,
                                       base + self.small + "?[1-100]")
                self.assertEqual([100, 1], [len(reports), sum(report["pool"]["dialed"] for report in reports)])

    def test_bodies_are_echoed_whole(self):
        if not self.echo:
            self.skipTest("no echo")
        for base, options, _ in self.bases():
            for body in BODIES:
                with self.subTest(base=base, size=len(body)):
                    self.assertTrue(body == self.body(*options, "--data-binary", "@-", base + self.echo, stdin=body))
                    self.assertTrue(body == self.body(*options, "-X", "POST", "-T", "-", base + self.echo, stdin=body))

    def test_trailers(self):
        if not self.trailers:
            self.skipTest("no trailers")
        for base, options, _ in self.bases():
            with self.subTest(base):
                response = self.reports(*options, base + self.trailers[0])[0]["response"]
                self.assertEqual([self.trailers[1]], [[name.lower(), value] for name, value in response["trailers"]])

    def test_early_hints(self):
        if not self.early:
            self.skipTest("no early hints")
        for base, options, _ in self.bases():
            with self.subTest(base):
                response = self.reports(*options, base + self.early)[0]["response"]
                self.assertEqual([200, [103]], [response["status"], [each["status"] for each in response["interim"]]])


class AFolder(Common):
    """Of servers that serve files."""

    def test_a_large_body_comes_whole(self):
        for base, options, _ in self.bases():
            with self.subTest(base):
                self.assertTrue(BODIES[-1] == self.body(*options, base + "/large"))

    def test_a_range_and_a_head(self):
        for base, options, _ in self.bases():
            with self.subTest(base):
                report, = self.reports(*options, "-I", base + "/large")
                self.assertEqual([0, LARGE_BYTES], [report["response"]["body"][key]
                                                    for key in ("wire_bytes", "announced_bytes")])


@unittest.skipUnless(installed("nginx"), "nginx is not installed")
class AgainstNginx(AFolder, SystemTest):
    echo = None

    @classmethod
    def start(cls):
        cls.servers.append(h2_servers.Nginx(cls.files))

    def test_uploads_arrive_whole(self):
        for base, options, protocol in self.bases():
            for number, body in enumerate(BODIES):
                with self.subTest(base=base, size=len(body)), tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder, "f")
                    file.write_bytes(body)
                    name = f"{protocol}{number}"
                    self.reports(*options, "-T", file, f"{base}/put/{name}")
                    self.assertTrue(body == (self.files.path / "www/put" / name).read_bytes())
                    self.reports(*options, "-T", "-", f"{base}/put/p{name}", stdin=body)
                    self.assertTrue(body == (self.files.path / "www/put" / f"p{name}").read_bytes())

    def test_an_answer_before_the_upload_is_read(self):
        for base, options, _ in self.bases():
            report, = self.reports(*options, "--data-binary", "@-", base + "/thanks", stdin=BODIES[-1][:1_000_000])
            self.assertEqual([200, 7], [report["response"]["status"], report["response"]["body"]["wire_bytes"]])

    def test_a_redirect_on_one_connection(self):
        for base, options, _ in self.bases():
            report, = self.reports("-L", *options, base + "/moved")
            self.assertEqual([302, 200], [trip["response"]["status"] for trip in report["round_trips"]])
            self.assertEqual(1, report["pool"]["dialed"])


@unittest.skipUnless(installed("nghttpd"), "nghttpd is not installed")
class AgainstNghttpd(AFolder, SystemTest):
    trailers = ("/small", ["x-sum", "7"])

    @classmethod
    def start(cls):
        cls.servers += [h2_servers.Nghttpd(cls.files, False), h2_servers.Nghttpd(cls.files, True)]


@unittest.skipUnless(installed("go"), "go is not installed")
class AgainstGo(Common, SystemTest):
    small, trailers, early = "/", ("/chunked", ["x-checksum", "123"]), "/early"

    @classmethod
    def start(cls):
        cls.servers.append(h2_servers.Go(cls.files))


@unittest.skipUnless(installed("node"), "node is not installed")
class AgainstNode(Common, SystemTest):
    trailers, early = ("/trailers", ["x-sum", "7"]), "/early"

    @classmethod
    def start(cls):
        cls.servers.append(h2_servers.Node(cls.files))

    def test_a_reset_names_its_code(self):
        for base, options, _ in self.bases():
            result = rtrip("-j", *options, base + "/refused")
            self.assert_status(92, result)
            self.assertIn("INTERNAL_ERROR", result.json()[0]["error"]["message"])


@unittest.skipUnless(installed("haproxy") and installed("go"), "haproxy or go is not installed")
class AgainstHaproxy(Common, SystemTest):
    small, trailers, early = "/", ("/chunked", ["x-checksum", "123"]), "/early"

    @classmethod
    def start(cls):
        behind = h2_servers.Go(cls.files)
        cls.servers += [behind, h2_servers.Haproxy(cls.files, behind.http)]

    def bases(self):
        return [each for each in super().bases() if each[0] in (self.servers[1].plain, self.servers[1].secure)]


if __name__ == "__main__":
    skip_unless("openssl", "curl")
    unittest.main()
