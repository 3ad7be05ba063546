#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Full disks, closed descriptors, readers that go away, signals in every phase, and little of everything."""
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import threading
import time

import names
import peer
import support

# From the signal to the end of the process; the machine may be busy.
INTERRUPTED_WITHIN_S = 1.0
BUSY_S = 1.0


class Process:
    """The command with the caller's descriptors, and its end by wait4()."""

    def __init__(self, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                 before=None):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([*support.THROUGH, support.RTRIP, *map(str, arguments)], stdin=stdin,
                                        stdout=stdout, stderr=stderr,
                                        env=support.environment(), cwd=self.folder.name, preexec_fn=before)
        self.watchdog = threading.Timer(support.LIMIT_SECONDS, self.process.kill)
        self.watchdog.start()

    def signal(self, number=signal.SIGINT):
        self.signalled = time.monotonic()
        self.process.send_signal(number)

    def end(self):
        out, err = self.process.communicate()
        self.watchdog.cancel()
        self.folder.cleanup()
        return support.Result(self.process.returncode, out or b"", err or b"", 0)


class Outputs(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)
        self.small = self.peer.add("/small",
                                   peer.taken("small", peer.response(fields=b"X: y\r\n", body=b"small body\n"),
                                              close=peer.OPEN))
        self.large = self.peer.add("/large",
                                   peer.taken("large", peer.response(body=b"large body\n" * 200_000), close=peer.OPEN))

    def run_with(self, *arguments, **options):
        result = Process(*arguments, **options).end()
        self.assert_clean(result, str(arguments))
        return result

    def test_a_full_disk_is_noticed(self):
        with open("/dev/full", "wb") as full:
            for url in (self.small, self.large):
                for options in ([], ["-j"], ["-v"], ["-o", "-"], ["-s", "-o", "-"], ["-i", "-o", "-"], ["-s", "-I"],
                                ["-w", "%{json}\n"], ["-w", "x"],
                                ["-D", "-"], ["--trace", "-"], ["--report-file", "-", "-j"], ["-j", "--pretty"]):
                    result = self.run_with("-m", "10", *options, url, stdout=full)
                    self.assertEqual(23, result.status, f"{options}: {result.err}")
                for options in (["-o"], ["-D"], ["-j", "--report-file"], ["--trace"], ["--trace-ascii"], ["-i", "-o"],
                                ["-j", "-o"]):
                    result = self.run_with("-m", "10", *options, "/dev/full", url)
                    self.assertEqual(23, result.status, f"{options}: {result.err}")
                    self.assertIn("/dev/full", result.err)
                    if options == ["-j", "-o"]:
                        report = self.reports_of(result, 1)[0]
                        self.assert_failed(report, "output.write_failed")
            for options in (["--help"], ["--version"]):
                self.assertEqual(23, self.run_with(*options, stdout=full).status, options)

    def test_names_of_files_are_those_of_the_url_and_stay_in_the_folder(self):
        for target, name in (("/a", "a"), ("/x/a", "a"), ("/a%2f..%2fb", "a%2f..%2fb"), ("/..%2f..%2fx", "..%2f..%2fx"),
                             ("/a?b/c", "a"),
                             ("/a#b/c", "a"), ("/%2e%2e", None), ("/", None), ("/x/..", None), ("/x/.", None),
                             ("/a\\..\\b", None),
                             ("/.hidden", ".hidden"), ("/a%00b", "a%00b"), ("/\u00e9", None), ("/..;x", "..;x"),
                             ("/-o", "-o")):
            for more in ([], ["--path-as-is"]):
                with tempfile.TemporaryDirectory() as folder:
                    inner = pathlib.Path(folder, "inner")
                    inner.mkdir()
                    result = support.rtrip("-m", "5", "-g", *more, "-O", self.peer.origin + target, cwd=inner)
                    self.assert_clean(result, target)
                    self.assertEqual([inner], list(pathlib.Path(folder).iterdir()), target)
                    made = [path.name for path in inner.iterdir()]
                    self.assertEqual(len(made), 1 if result.status == 0 else 0, (target, result.err))
                    if name:
                        self.assertEqual([name], made)

    def test_nothing_is_written_without_a_response(self):
        bad = self.peer.add("/bad", peer.Row("", b"nothing of HTTP\r\n"))
        page = self.peer.add("/page", peer.Row("", peer.response(b"404 x", body=b"error page")))
        for options, url, made in ((["-o", "kept"], bad, []), (["-O"], bad, []), (["-f", "-o", "kept"], page, []),
                                   (["-o", "kept"], page, ["kept"]),
                                   (["-o", "kept"], "http://127.0.0.1:1/", []), (["-o", "kept"], "http://:1/", [])):
            with tempfile.TemporaryDirectory() as folder:
                support.rtrip("-m", "5", *options, url, cwd=folder)
                self.assertEqual(made, os.listdir(folder), (options, url))

    def test_standard_error_that_is_full(self):
        with open("/dev/full", "wb") as full:
            result = self.run_with("-m", "10", "-s", "-o", "-", self.small, stderr=full)
            self.assertEqual((0, "small body\n"), (result.status, result.out))
            self.assertEqual(3, self.run_with("http://:1/", stderr=full).status)
            self.assertEqual(23, self.run_with("-m", "10", "-o", "-", self.small, stderr=full).status)

    def test_closed_descriptors(self):
        """Whatever is closed: nothing of ours lands in a file or socket that was opened later."""
        for closed in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
            def shut(closed=closed):
                for number in closed:
                    os.close(number)
            for options in (["-j"], ["-v"], ["-s", "-o", "-"], ["-o", "kept"], ["-j", "-D", "heads", "-o", "kept"],
                            ["-T", "-"], ["-d", "@-"]):
                running = Process("-m", "10", *options, self.small, before=shut)
                out, err = running.process.communicate()
                running.watchdog.cancel()
                folder = pathlib.Path(running.folder.name)
                self.assertGreaterEqual(running.process.returncode, 0, (closed, options, err))
                self.assertIn(running.process.returncode, (0, 23, 26), (closed, options, err))
                if "kept" in options:
                    self.assertEqual(b"small body\n", (folder / "kept").read_bytes(), (closed, options))
                if "heads" in options:
                    self.assertTrue((folder / "heads").read_bytes().startswith(b"HTTP/1.1 200"), (closed, options))
                running.folder.cleanup()
        for request in self.peer.requests:
            self.assertRegex(request, rb"\A(GET|PUT|POST) /small HTTP/1.1\r\n")
            self.assertNotIn(b"rtrip.report", request)
            self.assertNotIn(b"rtrip:", request)

    def test_a_reader_that_goes_away(self):
        for options in ("-s -o -", "-o -", "-i -o -", "--trace -", "--trace-ascii - -o /dev/null"):
            started = time.monotonic()
            done = support.shell(f'"$RTRIP" -m 20 {options} "$URL" | head -c 1 >/dev/null; echo "${{PIPESTATUS[0]}}"',
                                 URL=self.large)
            self.assertIn(int(done.stdout), (0, 23), (options, done.stderr))
            self.assertLess(time.monotonic() - started, 5)
        urls = " ".join(["$URL"] * 300)
        done = support.shell(f'"$RTRIP" -m 20 -j {urls} | head -1 >/dev/null; echo "${{PIPESTATUS[0]}}"',
                             URL=self.small)
        self.assertIn(int(done.stdout), (0, 23), done.stderr)
        endless = self.peer.add("/endless",
                                peer.Row("",
                                         lambda c: c.send(b"HTTP/1.1 200 OK\r\n\r\n")
                                         and [0 for _ in iter(lambda: c.send(b"x" * 9999), False)] and peer.FIN))
        started = time.monotonic()
        done = support.shell('"$RTRIP" -m 20 -s -o - "$URL" | head -c 100000 >/dev/null; echo "${PIPESTATUS[0]}"',
                             URL=endless)
        self.assertEqual("23", done.stdout.strip())
        self.assertLess(time.monotonic() - started, 5)

    def test_a_server_that_hangs_up_in_an_upload(self):
        for kind in (peer.FIN, peer.RST):
            deaf = peer.Peer(raw=lambda c, kind=kind: c.sock.recv(1000) and kind or kind)
            self.addCleanup(deaf.close)
            running = Process("-j", "-m", "10", "--data-binary", "@-", deaf.origin, stdin=subprocess.PIPE)
            try:
                running.process.stdin.write(b"x" * 6_000_000)
            except BrokenPipeError:
                pass
            report = self.reports_of(running.end(), 1)[0]
            self.assert_failed(report, "send.failed", "response.reset", "response.empty")

    # Signals.

    def interrupt(self, *arguments, when, numbers=(signal.SIGINT,), lines=1):
        """Sends the signals once `when()` is true of the peer's side; the report must be there, and soon."""
        running = Process("-j", "-m", "20", *arguments)
        self.assertTrue(when(), arguments)
        time.sleep(0.05)  # the command may still be on its way from the system call to its wait
        for number in numbers:
            running.signal(number)
        result = running.end()
        took = time.monotonic() - running.signalled
        self.assert_clean(result, str(arguments))
        self.assertEqual(130, result.status, f"{arguments}: {result.err}")
        self.assertLess(took, INTERRUPTED_WITHIN_S + BUSY_S, arguments)
        reports = [__import__("json").loads(line) for line in result.out.splitlines()]
        self.documents.append(result.out)
        self.assertEqual(lines, len(reports), result.out)
        self.assert_agrees(reports[-1])
        self.assertFalse(reports[-1]["ok"])
        self.assertEqual("interrupted", reports[-1]["error"]["code"])
        return reports[-1]

    def stuck(self, begin=b"", scheme="http", wrap=None):
        """A peer that reads a request (over TLS: nothing), answers `begin` and waits; and the event of that."""
        reached = threading.Event()

        def serve(connection):
            if scheme == "http":
                connection.read_request()
            else:
                connection.sock.recv(1000)
            connection.send(begin)
            reached.set()
            connection.wait_for_end()
        served = peer.Peer(raw=serve, scheme=scheme, wrap=wrap)
        self.addCleanup(served.close)
        return served.origin, lambda: reached.wait(10)

    def test_sigint_in_dns(self):
        asked = threading.Event()
        server = names.NameServer(lambda query: asked.set() or [])
        self.addCleanup(server.close)
        report = self.interrupt("--dns-servers", server.address, "http://name.example/", when=lambda: asked.wait(10))
        self.assertEqual("dns", report["error"]["phase"])

    def test_sigint_in_connect(self):
        full = support.socket.socket()
        self.addCleanup(full.close)
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):  # a queue that is full drops what comes
            client = support.socket.socket()
            client.setblocking(False)
            client.connect_ex(full.getsockname())
            waiting.append(client)
            self.addCleanup(client.close)
        time.sleep(0.1)
        report = self.interrupt(f"http://127.0.0.1:{full.getsockname()[1]}/", when=lambda: time.sleep(0.3) or True)
        self.assertEqual("connect", report["error"]["phase"])

    def test_sigint_in_tls(self):
        url, reached = self.stuck(scheme="https")
        self.assertEqual("tls", self.interrupt(url, when=reached)["error"]["phase"])

    def test_sigint_in_send(self):
        taken = threading.Event()
        served = peer.Peer(raw=lambda c: c.sock.recv(1000) and taken.set() or time.sleep(5))
        self.addCleanup(served.close)
        with tempfile.NamedTemporaryFile() as file:
            file.truncate(50_000_000)
            report = self.interrupt("-T", file.name, served.origin + "/", when=lambda: taken.wait(10))
        self.assertEqual("send", report["error"]["phase"])

    def test_sigint_in_wait_and_body(self):
        for begin, phase in ((b"", "wait"), (b"HTTP/1.1 2", "wait"), (b"HTTP/1.1 100 x\r\n\r\n", "wait"),
                             (b"HTTP/1.1 200 OK\r\n\r\nbody", "body"),
                             (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody", "body"),
                             (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "body")):
            url, reached = self.stuck(begin)
            report = self.interrupt(url, when=reached)
            self.assertEqual(phase, report["error"]["phase"], begin)
            if phase == "body":
                self.assertFalse(report["response"]["body"]["complete"])

    def test_sigint_ends_the_whole_list(self):
        url, reached = self.stuck()
        self.interrupt(self.small, url, self.small, self.small, when=reached, lines=2)

    def test_other_signals_and_many(self):
        url, reached = self.stuck()
        self.interrupt(url, when=reached, numbers=(signal.SIGTERM,))
        url, reached = self.stuck()
        self.interrupt(url, when=reached, numbers=(signal.SIGPIPE, signal.SIGWINCH, signal.SIGINT))

    def test_sigint_while_the_peer_floods(self):
        started = threading.Event()

        def flood(connection):
            connection.read_request()
            connection.send(b"HTTP/1.1 200 OK\r\n\r\n")
            while connection.send(b"x" * 65536):
                started.set()
        for options in ([], ["-o", "/dev/null"], ["--limit-rate", "10k"], ["--trace", "/dev/null"]):
            served = peer.Peer(raw=flood)
            self.addCleanup(served.close)
            started.clear()
            self.assertEqual("body",
                             self.interrupt(*options, served.origin, when=lambda: started.wait(10))["error"]["phase"])

    def test_sigint_while_nobody_reads_the_output(self):
        read_end, write_end = os.pipe()
        running = Process("-s", "-o", "-", "-m", "20", self.large, stdout=write_end)
        time.sleep(0.4)
        running.signal()
        # The second says that there is no patience left, should the first have been waited out.
        try:
            running.process.wait(INTERRUPTED_WITHIN_S + BUSY_S)
        finally:
            os.close(write_end)
            os.close(read_end)
        self.assertIn(running.end().status, (23, 130))

    # Little of everything.

    def limited(self, kind, amount, *arguments):
        return Process(*arguments, before=lambda: resource.setrlimit(kind, (amount, amount))).end()

    def test_few_descriptors(self):
        if peer.SANITIZED:
            self.skipTest("UndefinedBehaviorSanitizer looks at memory through pipes of its own")
        files = support.Files()
        self.addCleanup(files.close)
        secure = peer.Peer(wrap=peer.tls_wrap(files), scheme="https", host="localhost")
        self.addCleanup(secure.close)
        for amount in range(3, 14):
            for options in (["-j", self.small], ["-j", "-o", "kept", self.small], ["-j", "-D", "heads", self.small],
                            ["-j", "--cacert", files.ca, secure.origin],
                            ["-j", "--dns-servers", "127.0.0.1:1", "http://name.example/"],
                            ["-j", "http://localhost:1/"]):
                result = self.limited(resource.RLIMIT_NOFILE, amount, "-m", "5", *options)
                where = f"{amount} descriptors, {options}"
                if "error while loading shared libraries" in result.err:
                    break
                self.assertGreaterEqual(result.status, 0, where + result.err)
                if result.out:
                    self.reports_of(result, 1, where)
                    continue
                self.assertNotEqual(0, result.status, where)
                self.assertRegex(result.err, r"rtrip: \(\d+\) .*: Too many open files", where)

    def test_little_address_space(self):
        if peer.SANITIZED:
            self.skipTest("sanitizers reserve terabytes")
        for megabytes in (16, 24, 32, 40, 48, 64, 96, 128):
            for url in (self.small, self.large):
                result = self.limited(resource.RLIMIT_AS, megabytes << 20, "-m", "5", "-j", url)
                if "error while loading shared libraries" in result.err or "cannot allocate" in result.err.lower():
                    continue
                self.assertGreaterEqual(result.status, 0, f"{megabytes} MB: signal {-result.status}\n{result.err}")
                if result.status == 0:
                    self.reports_of(result, 1)

    def test_little_heap(self):
        """Where the loader gets by: an answer, or a report that says that memory ran out."""
        if peer.SANITIZED:
            self.skipTest("sanitizers have a heap of their own")
        head = self.peer.add("/head",
                             peer.taken("", peer.response(fields=b"X: " + b"a" * 900_000 + b"\r\n"), close=peer.OPEN))
        for kilobytes in (900, 1200, 2000, 3000, 5000, 30_000):
            result = self.limited(resource.RLIMIT_DATA, kilobytes << 10, "-m", "5", "-j", head)
            if result.status == 127:
                continue
            self.assertIn(result.status, (0, 27), result.err)
            self.assertEqual(1, len(result.out.splitlines()), f"{kilobytes} kB: {result.err}")
            if result.status == 27:
                self.assertIn('"code":"out_of_memory"', result.out)
                self.assertIn("rtrip: (27) memory ran out", result.err)

    def test_files_that_may_not_grow(self):
        """RLIMIT_FSIZE: the kernel sends SIGXFSZ, which must not end the run."""
        result = self.limited(resource.RLIMIT_FSIZE, 1000, "-m", "5", "-j", "-o", "kept", self.large)
        self.assertEqual(23, result.status, result.err)
        self.assert_failed(self.reports_of(result, 1)[0], "output.write_failed")

    def test_memory_does_not_follow_the_body(self):
        """300 MB within the heap that every run has."""
        block = b"x" * (1 << 20)
        big = self.peer.add("/big",
                            peer.Row("",
                                     lambda c: c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (300 << 20))
                                     and
                                             c.pieces([block] * 300, 0) or peer.OPEN))
        for options in (["-j"], ["-o", "/dev/null"]):
            self.assert_status(0, support.rtrip("-m", "60", *options, big))


if __name__ == "__main__":
    peer.main()
