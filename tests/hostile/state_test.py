#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What outlives a response: cookies, jars, tags, files named by a server, netrc; and transfers side by side."""
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time

import peer
import support
from floods_test import LATE_S, silent
from outputs_test import BUSY_S, INTERRUPTED_WITHIN_S, Process
from terminal_test import OWN, RAW, on_terminal

SECRET = "s3cr3t-of-the-user"


class StateTest(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def serve(self, target, fields=b"", body=b"ok", status=b"200 OK"):
        return self.peer.add(target, peer.Row(target, peer.response(status, fields, body), close=peer.OPEN))

    def run_in_folder(self, *arguments, longest=3, **options):
        started = time.monotonic()
        result = support.rtrip("-m", "10", *arguments, cwd=self.folder, **options)
        self.assertLess(time.monotonic() - started, longest + LATE_S, arguments)
        self.assert_clean(result, str(arguments))
        return result


class Cookies(StateTest):
    def sent_back(self, set_cookies, host="127.0.0.1", options=()):
        """The Cookie field of a second request in the same run, and the jar's lines."""
        fields = b"".join(b"Set-Cookie: " + each + b"\r\n" for each in set_cookies)
        self.serve("/set", fields)
        self.peer.requests.clear()
        jar = self.folder / "jar"
        jar.unlink(missing_ok=True)
        base = f"http://{host}:{self.peer.port}"
        result = self.run_in_folder("-s", "-b", "", "-c", "jar", "--resolve", f"*:{self.peer.port}:127.0.0.1", *options,
                                    base + "/set", base + "/get")
        self.assertEqual(0, result.status, result.err)
        lines = [line for line in self.peer.requests[1].split(b"\r\n") if line.lower().startswith(b"cookie:")]
        kept = [line for line in jar.read_bytes().split(b"\n") if line and not line.startswith(b"# ")]
        return b"\n".join(lines), kept

    def test_what_is_never_kept(self):
        rows = [("www.example.com", value) for value in (
            b"a=b; Domain=com", b"a=b; Domain=.com", b"a=b; Domain=COM", b"a=b; Domain=com.", b"a=b; Domain=..com",
            b"a=b; Domain=other.example.com", b"a=b; Domain=xample.com", b"a=b; Domain=xwww.example.com",
            b"a=b; Domain=a.www.example.com", b"a=b; Secure", b"__Secure-a=b", b"__Secure-a=b; Secure",
            b"__Host-a=b; Path=/", b"__Host-a=b; Secure; Path=/", b"__HOST-a=b; Path=/", b"__sEcUrE-a=b",
            b"=__Host-a=b",
            b"=__Secure-a=b", b"a=b; Max-Age=0", b"a=b; Max-Age=-1", b"a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            b"a=" + b"b" * 4097, b"a" * 5000 + b"=b", b"", b"=", b";", b" ; ; ;", b"a\tb=c")]
        rows += [("www.example.co.uk", b"a=b; Domain=co.uk"), ("www.example.co.uk", b"a=b; Domain=CO.UK."),
                 ("me.github.io", b"a=b; Domain=github.io"), ("127.0.0.1", b"a=b; Domain=0.0.1"),
                 ("127.0.0.1", b"a=b; Domain=.1"), ("127.0.0.1", b"a=b; Domain=1")]
        for host, value in rows:
            sent, kept = self.sent_back([value], host)
            self.assertEqual((b"", []), (sent, kept), (host, value[:60]))

    def test_controls_never_come_back(self):
        for value in (b"a=b\x01c", b"a=b\x1b[2J", b"a\x07=b", b"a=b\x7f", b"a=b; Path=/\x0b", b"a=b\0c",
                      b"a=b\rX-Evil: y"):
            self.serve("/set", b"Set-Cookie: " + value + b"\r\n")
            self.peer.requests.clear()
            self.run_in_folder("-s", "-b", "", "-c", "jar", self.peer.origin + "/set", self.peer.origin + "/get")
            for request in self.peer.requests:
                self.assertNotRegex(request, rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\nX-Evil|\r\nCookie", value)
            self.assertNotRegex((self.folder / "jar").read_bytes(), rb"[\x00-\x08\x0b-\x1f\x7f]", value)

    def test_a_flood_is_bounded(self):
        floods = {"small": [b"c%d=v" % i for i in range(4500)],
                  "large": [b"c%d=" % i + b"v" * 4000 for i in range(200)],
                  "long paths": [b"c%d=v; Path=/%s" % (i, b"p" * 900) for i in range(800)]}
        for name, cookies in floods.items():
            sent, kept = self.sent_back(cookies, options=["--max-header-bytes", "2M"])
            self.assertLessEqual(len(sent), 8300, name)
            self.assertLessEqual(sent.count(b";") + 1, 150, name)
            self.assertLessEqual(len(kept), 3000, name)

    def test_a_value_adds_no_line_to_the_jar(self):
        _, kept = self.sent_back([b"a=b\tc", b'e="x; Path="/\t', b"f=#HttpOnly_x", b"#g=h", b"i=\xff\xfe\xc2\x9b"])
        for line in kept:
            self.assertEqual(7, len(line.split(b"\t")), line)
        self.peer.requests.clear()
        self.run_in_folder("-s", "-b", "jar", self.peer.origin + "/get")
        self.assertEqual(1, len(self.peer.requests))

    def test_places_where_no_jar_can_be(self):
        url = self.serve("/c", b"Set-Cookie: a=b\r\n")
        (self.folder / "folder").mkdir()
        (self.folder / "target").write_text("kept")
        (self.folder / "link").symlink_to("target")
        for place in ("folder", "folder/", "/dev/full", "/nonexistent/jar", "target/x", "x" * 300,
                      "/proc/self/mem", "/proc/version", ""):
            result = self.run_in_folder("-s", "-S", "-c", place, url)
            self.assertIn(result.status, (0, 2, 23, 26), (place, result.err))
            if place:
                self.assertTrue(result.err, place)
        self.assertEqual(0, self.run_in_folder("-s", "-c", "link", url).status)
        self.assertIn("\ta\tb", (self.folder / "link").read_text())
        self.assertEqual({"folder", "target", "link"}, set(os.listdir(self.folder)))
        self.assertEqual(0, self.run_in_folder("-s", "-c", "/dev/null", url).status)
        self.assertFalse(os.path.isfile("/dev/null"))
        self.assertIn("\ta\tb", self.run_in_folder("-s", "-c", "-", url).out)

    def test_files_that_are_no_jar(self):
        url = self.serve("/c")
        line = "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tb\n"
        files = {"nul": b"127.0.0.1\tFALSE\t/\tFALSE\t0\ta\0\tb\n" * 3, "long line": b"x" * 5_000_000,
                 "many": line.encode() * 100_000, "bytes": bytes(range(256)) * 3000,
                 "crlf": line.replace("\n", "\r\n").encode(),
                 "evil": b"127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tb\rX-Evil: y\n",
                 "numbers": line.replace("\t0\t", "\t" + "9" * 400 + "\t").encode() * 3,
                 "heads": b"Set-Cookie: a=b\x1b[2J; Path=/\nSet-Cookie: " + b"x" * 100_000 + b"=y\n"}
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
            self.peer.requests.clear()
            for options in (["-b", name], ["-b", name, "-c", "out"]):
                result = self.run_in_folder("-s", "-S", *options, url)
                self.assertIn(result.status, (0, 2, 26), (name, result.err))
            for request in self.peer.requests:
                self.assertLess(len(request), 20_000)
                self.assertNotRegex(request, rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\nX-Evil", name)
        (self.folder / "folder").mkdir()
        for place in ("/dev/zero", "/dev/urandom", "folder", "/proc/self/mem", "/dev/full"):
            result = self.run_in_folder("-s", "-S", "-b", place, url)
            self.assertIn(result.status, (0, 2, 26), (place, result.err))
        os.mkfifo(self.folder / "fifo")
        feeder = threading.Thread(target=lambda: (self.folder / "fifo").write_text(line), daemon=True)
        feeder.start()
        self.peer.requests.clear()
        result = self.run_in_folder("-s", "-S", "-b", "fifo", url)
        self.assertIn(result.status, (0, 26), result.err)

    def test_reports_name_no_value(self):
        url = self.serve("/c", b"Set-Cookie: session=" + SECRET.encode() + b"; Path=/\r\n")
        for options in ([], ["-v"], ["-j"], ["--trace-ascii", "-"]):
            result = self.run_in_folder("-b", "", "-c", "jar", *options, url, url)
            self.assertNotIn(SECRET, result.out + result.err, options)


class NamedFiles(StateTest):
    def test_a_server_names_nothing_beyond_the_folder(self):
        inner = self.folder / "inner"
        inner.mkdir()
        values = [b"../evil", b"..", b".", b"", b"/etc/evil", b"a/b", b"..\\evil", b"C:\\evil", b"\\\\h\\evil",
                  b"a\\..\\..\\b",
                  b"x" * 5000, b"x" * 255, b"x" * 256, b"caf\xc3\xa9", b"\xff\xfe", b"\xc2\x9b2J",
                  b"\xe2\x80\xaegnp.exe", b"CON",
                  b"nul.txt", b"~", b"~/evil", b"-rf", b".bashrc", b"a\tb", b"%2e%2e%2fevil", b"$(id)", b"a\"b",
                  b"a;b", b" a ",
                  b"./../evil", b"////", b"....//evil", b"a\\\"b", b"..;/evil"]
        fields = []
        for value in values:
            fields += [b"attachment; filename=\"" + value + b"\"", b"attachment; filename=" + value,
                       b"attachment; filename*=UTF-8''" + b"".join(b"%%%02x" % byte for byte in value)]
        fields += [b"attachment; filename*=UTF-8''%00evil", b"attachment; filename*=UTF-8''a%0ab",
                   b"attachment; filename*=UTF-8''%1b%5b2J", b"attachment; filename*=''", b"attachment; filename*=x",
                   b"attachment; filename*=UTF-8''%zz", b"attachment; filename=", b"filename=", b"a" * 60_000,
                   b";" * 60_000, b"attachment; filename=a; filename=../b", b"attachment; filename=\"open"]

        def one(pair):
            number, field = pair
            place = inner / str(number)
            place.mkdir()
            url = self.serve(f"/d{number}/urlname", b"Content-Disposition: " + field + b"\r\n")
            result = support.rtrip("-m", "5", "-J", "-O", url, cwd=place)
            self.assert_clean(result, field[:80])
            self.assertIn(result.status, (0, 23), (field[:80], result.err))
            made = list(place.iterdir())
            self.assertEqual(1 if result.status == 0 else 0, len(made), (field[:80], result.err))
            for path in made:
                self.assertTrue(path.is_file())
                self.assertIsNone(peer.CONTROLS.search(path.name), field[:80])
                self.assertNotIn("\\", path.name)
                self.assertFalse(path.name.startswith("."), path.name)
        peer.in_parallel(one, enumerate(fields))
        self.assertEqual([inner], list(self.folder.iterdir()))

    def test_a_named_file_overwrites_nothing_and_follows_no_link(self):
        (self.folder / "outside").write_text("kept")
        inner = self.folder / "inner"
        inner.mkdir()
        (inner / "there").write_text("kept")
        (inner / "link").symlink_to("../outside")
        (inner / "dangling").symlink_to("../made")
        (inner / "folder").mkdir()
        for name in (b"there", b"link", b"dangling", b"folder"):
            url = self.serve("/u/" + name.decode(), b"Content-Disposition: attachment; filename=" + name + b"\r\n")
            result = support.rtrip("-m", "5", "-J", "-O", url, cwd=inner)
            self.assertEqual(23, result.status, (name, result.err))
        self.assertEqual(("kept", "kept"), ((self.folder / "outside").read_text(), (inner / "there").read_text()))
        self.assertEqual({"outside", "inner"}, set(os.listdir(self.folder)))

    def test_tags(self):
        for number, tag in enumerate([b'"' + b"t" * 60_000 + b'"', b'"a\xc2\x9b2J"', b'"\xff"', b"W/", b'"', b"",
                                      b"no quotes",
                                      b'"a", "b"', b'"a"\r\nETag: "b"', b'"a\tb"', b"x" * 250_000]):
            url = self.serve(f"/e{number}", b"ETag: " + tag + b"\r\n")
            self.peer.requests.clear()
            for options in (["--etag-save", "tag"], ["--etag-save", "tag", "--etag-compare", "tag"],
                            ["--etag-compare", "tag"]):
                result = self.run_in_folder("-s", "-S", *options, url)
                self.assertIn(result.status, (0, 2, 26), (tag[:40], result.err))
            for request in self.peer.requests:
                self.assertLess(len(request), 300_000)
                self.assertNotRegex(request, rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
        for place in ("/dev/full", "/nonexistent/x", str(self.folder)):
            result = self.run_in_folder("-s", "-S", "--etag-save", place, self.serve("/e", b'ETag: "a"\r\n'))
            self.assertIn(result.status, (23, 26), (place, result.err))
            self.assertTrue(result.err)
        for place in ("/dev/zero", "/dev/urandom", str(self.folder), "/proc/self/mem"):
            result = self.run_in_folder("-s", "-S", "--etag-compare", place, self.serve("/e", b'ETag: "a"\r\n'))
            self.assertIn(result.status, (0, 2, 26), (place, result.err))
        (self.folder / "evil").write_bytes(b'"a"\r\nX-Evil: y\r\n')
        self.peer.requests.clear()
        self.run_in_folder("-s", "-S", "--etag-compare", "evil", self.serve("/e"))
        for request in self.peer.requests:
            self.assertNotIn(b"\nX-Evil", request)

    def test_netrc(self):
        url = self.serve("/n")
        entry = f"machine 127.0.0.1 login user password {SECRET}"
        files = {"controls": f"machine 127.0.0.1 login \"u\\r\\nX-Evil: y\" password \"{SECRET}\"\n".encode(),
                 "nul": b"machine 127.0.0.1 login u\0v password " + SECRET.encode() + b"\n",
                 "open": f'machine 127.0.0.1 login user password "{SECRET}'.encode(),
                 "cut": b"machine 127.0.0.1 login", "words": b"machine " * 200_000, "line": b"x" * 3_000_000,
                 "macro": b"macdef init\n" + b"cd /\n" * 100_000, "bytes": bytes(range(256)) * 1000,
                 "many": b"machine a login b password c\n" * 100_000,
                 "other": entry.replace("127.0.0.1", "127.0.0.10").encode(),
                 "raw": b"machine 127.0.0.1 login \x1b[2J password \x07\n"}
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
            self.peer.requests.clear()
            result = self.run_in_folder("-v", "--netrc-file", name, url)
            self.assertIn(result.status, (0, 2, 3, 26), (name, result.err))
            self.assertNotIn(SECRET, result.out + result.err, name)
            for request in self.peer.requests:
                self.assertNotIn(b"\nX-Evil", request)
        for place in ("/dev/zero", "/dev/urandom", str(self.folder), "/proc/self/mem"):
            result = self.run_in_folder("-s", "-S", "--netrc-file", place, url)
            self.assertIn(result.status, (0, 26), (place, result.err))


class SideBySide(StateTest):
    def stuck(self, count):
        """A peer that answers nothing, and an event that tells when that many requests have come."""
        reached, came = threading.Event(), []

        def serve(connection):
            connection.read_request()
            came.append(1)
            if len(came) >= count:
                reached.set()
            connection.wait_for_end()
        served = peer.Peer(raw=serve)
        self.addCleanup(served.close)
        return served.origin, reached

    def test_the_limit_ends_all(self):
        url, _ = self.stuck(50)
        for options in (["-Z", "--parallel-max", "50"], ["-Z", "--parallel-max", "5", "--fail-early"]):
            started = time.monotonic()
            result = support.rtrip("-j", *options, "-m", "0.7", *[f"{url}/{i}" for i in range(20)])
            self.assertLess(time.monotonic() - started, 4 * 0.7 + LATE_S)
            self.assertEqual(28, result.status, result.err)
            self.assert_clean(result)
            for line in result.out.splitlines():
                self.assert_agrees(json.loads(line))
        started = time.monotonic()
        result = support.rtrip("-j", "-m", "0.4", url, "--next", "-m", "0.4", url, "--next", "-m", "0.4", url)
        self.assertEqual((28, 3), (result.status, len(result.out.splitlines())))
        self.assertLess(time.monotonic() - started, 1.2 + LATE_S)

    def test_an_interrupt_ends_fifty_at_once(self):
        url, reached = self.stuck(50)
        for options in (["-j"], ["-o", "/dev/null"], ["-s", "-o", "-"]):
            each = [word for i in range(50) for word in ([*options[-2:],
                                                          f"{url}/{i}"] if "-o" in options else [f"{url}/{i}"])]
            reached.clear()
            running = Process("-Z", "--parallel-max", "50", "-m", "20",
                              *[word for word in options if word in ("-j", "-s")], *each)
            self.assertTrue(reached.wait(10))
            running.signal()
            result = running.end()
            self.assertLess(time.monotonic() - running.signalled, INTERRUPTED_WITHIN_S + BUSY_S)
            self.assertEqual(130, result.status, result.err)
            if options == ["-j"]:
                for line in result.out.splitlines():
                    report = json.loads(line)
                    self.assert_agrees(report)
                    self.assertEqual("interrupted", report["error"]["code"])
            url, reached = self.stuck(50)

    def test_a_reader_that_leaves_and_a_disk_that_is_full(self):
        url = self.serve("/lines", body=b"a line of text\n" * 20_000)
        urls = " ".join(["-o - $URL"] * 30)
        for options in ("-s -Z", "-Z", "-s"):
            started = time.monotonic()
            done = support.shell(f'"$RTRIP" -m 20 {options} {urls} | head -1 >/dev/null; echo "${{PIPESTATUS[0]}}"',
                                 URL=url)
            self.assertIn(int(done.stdout), (0, 23), (options, done.stderr))
            self.assertLess(time.monotonic() - started, 5)
        with open("/dev/full", "wb") as full:
            for options in (["-s", "-Z"], ["-Z", "--parallel-max", "2"], ["-Z", "--fail-early"]):
                each = [word for _ in range(12) for word in ("-o", "-", url)]
                result = Process("-m", "10", *options, *each, stdout=full).end()
                self.assertEqual(23, result.status, (options, result.err))
            result = Process("-m", "10", "-j", "-Z", *[url] * 12, stdout=full).end()
            self.assertEqual(23, result.status, result.err)

    def test_names_and_tags_on_a_terminal(self):
        url = self.serve("/t", b"ETag: \"\xc2\x9b2J\"\r\nSet-Cookie: a\xc2\x9b=\xe2\x80\xae\r\n"
                               b"Content-Disposition: attachment; filename=\"\xc2\x9b2J\xe2\x80\xae\"\r\n")
        # Commands that end with the file in the folder would leave it behind: names go nowhere here.
        for options in (["-v", "-b", ""], ["-c", "-"], ["-Z", "-v", "-i", "-o", "-"], ["--etag-save", "-"]):
            _, raw = on_terminal("-m", "5", *options, url)
            self.assertIsNone(RAW.search(OWN.sub("", raw.decode("utf-8", "replace").replace("\t", " "))),
                              (options, raw[-1500:]))


if __name__ == "__main__":
    peer.main()
