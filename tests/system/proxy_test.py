#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The built command through proxies: tinyproxy, Dante, and our own ones that keep what they got; next to curl."""
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from proxies import Dante, HttpProxy, SocksProxy, Tinyproxy, basic
from counting import Counting, answer, in_turn
from support import Files, Result, SystemTest, environment, listening, rtrip, skip_unless

USER = "amy:geheim"
ORIGIN_SECRETS = ["-u", "eve:s3cr3t", "-b", "c=s3cr3t", "-H", "X-Key: s3cr3t"]


def curl(*arguments, env=None):
    """The same for curl, which prints bodies unless told otherwise."""
    with tempfile.TemporaryDirectory() as empty:
        run = subprocess.run(["curl", "-q", "-sS", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=60, env=env or environment(), cwd=empty)
    return Result(run.returncode, run.stdout, run.stderr, 0)


def lines(seen):
    """A head's lines; the order of fields is each client's own, and so is tinyproxy's."""
    return sorted(seen.head.split("\r\n"))


class ProxyTest(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.files.cert, cls.files.key)
        cls.addClassCleanup(cls.files.close)

    def origin(self, *answers, tls=False):
        """A server at localhost, which is the name in its certificate."""
        server = Counting(in_turn(*(answers or [answer(200, b"hello")])), tls=self.tls if tls else None)
        server.url = server.url.replace("127.0.0.1", "localhost")
        self.addCleanup(server.__exit__)
        return server

    def proxy(self, kind=HttpProxy, **options):
        server = kind(**options)
        self.addCleanup(server.__exit__)
        return server

    def report(self, *arguments, status=0, env=None):
        """The last round trip of the one report, and the report."""
        result = rtrip("-j", "--cacert", self.files.ca, *arguments, env=env)
        self.assert_status(status, result)
        report = self.assert_reports(result)[0]
        return report["round_trips"][-1], report

    def both(self, *arguments, env=None):
        """rtrip's and curl's run of the same line; both print the body."""
        own = rtrip("-s", "-o", "-", "--cacert", self.files.ca, "-A", "t/1", *arguments, env=env)
        return own, curl("--cacert", self.files.ca, "-A", "t/1", *arguments, env=env)


class AgainstTinyproxy(ProxyTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open, cls.strict = Tinyproxy(cls.files.path), Tinyproxy(cls.files.path, USER)
        cls.addClassCleanup(cls.open.close)
        cls.addClassCleanup(cls.strict.close)

    def test_a_plain_request_is_forwarded_as_curls(self):
        server = self.origin()
        for extra in ([], ["-d", "a=b"], ["-H", "Proxy-Connection: x"], ["--proxy-header", "X-Proxy: 1"], ORIGIN_SECRETS):
            with self.subTest(extra):
                server.seen.clear()
                for run in self.both("-x", self.open.url, *extra, server.url + "/a?b"):
                    self.assertEqual((0, b"hello"), (run.status, run.bytes), run.err)
                own, curls = server.seen
                self.assertEqual(lines(curls), lines(own))
                self.assertEqual(curls.body, own.body)
                self.assertIsNone(own.field("Proxy-Connection"))
        trip, _ = self.report("-x", self.open.url, server.url)
        self.assertIsNone(trip["phases"]["proxy_ms"])
        self.assertEqual(["--proxy", "no list of exceptions", "forward", None, False],
                         [trip["proxy"][key] for key in ("source", "because", "mode", "target", "authenticated")])

    def test_a_tunnel_carries_the_same_bytes_as_curls(self):
        for tls, options in ((True, []), (False, ["-p"])):
            server = self.origin(tls=tls)
            for extra in ([], ["-d", "a=b"], ORIGIN_SECRETS):
                with self.subTest(tls=tls, extra=extra):
                    server.seen.clear()
                    for run in self.both("-x", self.open.url, *options, *extra, server.url + "/a?b"):
                        self.assertEqual((0, b"hello"), (run.status, run.bytes), run.err)
                    own, curls = server.seen
                    self.assertEqual(lines(curls), lines(own))
                    self.assertEqual(curls.body, own.body)
            trip, _ = self.report("-x", self.open.url, *options, server.url)
            self.assertGreater(trip["phases"]["proxy_ms"], 0)
            self.assertEqual(tls, trip["phases"]["tls_ms"] is not None)
            self.assertEqual(["connect", f"localhost:{server.port}"], [trip["proxy"][key] for key in ("mode", "target")])
            self.assertEqual([200], [each["status"] for each in trip["proxy"]["responses"]])
            self.assertIsNone(trip["proxy_tls"])

    def test_who_is_not_known_is_refused(self):
        plain, secure = self.origin(), self.origin(tls=True)
        # tinyproxy says 401 to whom it does not like, and means 407.
        for extra, status, code in (([], 407, "proxy.auth"), (["-U", "amy:wrong"], 401, "proxy.refused")):
            with self.subTest(extra):
                trip, report = self.report("-x", self.strict.url, *extra, plain.url)
                self.assertEqual([status, True], [trip["response"]["status"], report["ok"]])
                trip, report = self.report("-x", self.strict.url, *extra, secure.url, status=97)
                self.assertEqual([code, "proxy"], [report["error"][key] for key in ("code", "phase")])
                self.assertEqual([[status], None], [[each["status"] for each in trip["proxy"]["responses"]],
                                                 trip["response"]])
        self.assertEqual([], plain.seen + secure.seen)
        for options in (["-U", USER, "-x", self.strict.url], ["-x", self.strict.url.replace("//", f"//{USER}@")]):
            for server in (plain, secure):
                with self.subTest(options=options, url=server.url):
                    trip, _ = self.report(*options, server.url)
                    self.assertTrue(trip["proxy"]["authenticated"])
                    self.assertNotIn("geheim", str(trip))
                    self.assertIsNone(server.seen[-1].field("Proxy-Authorization"))

    def test_what_tinyproxy_cannot_reach(self):
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            url = f"://127.0.0.1:{held.getsockname()[1]}/"
            trip, _ = self.report("-x", self.open.url, "http" + url)
            self.assertGreaterEqual(trip["response"]["status"], 500)
            _, report = self.report("-x", self.open.url, "https" + url, status=97)
            self.assertEqual("proxy.refused", report["error"]["code"])

    def test_lists_of_exceptions(self):
        server = self.origin()
        through, past = "no entry of {} matches", 'entry "{}" of {} matches'
        for options, variables, because in (
                (["--noproxy", "other.test"], {}, through.format("--noproxy")),
                (["--noproxy", "localhost"], {}, past.format("localhost", "--noproxy")),
                (["--noproxy", "*"], {}, past.format("*", "--noproxy")),
                ([], {"NO_PROXY": "other.test,localhost"}, past.format("localhost", "NO_PROXY")),
                ([], {"no_proxy": "other.test"}, through.format("no_proxy")),
                (["--noproxy", ""], {"NO_PROXY": "*"}, through.format("--noproxy"))):
            with self.subTest(options=options, variables=variables):
                trip, _ = self.report("-x", self.open.url, *options, server.url, env=environment(**variables))
                self.assertEqual(["--proxy", because], [trip["proxy"][key] for key in ("source", "because")])
                self.assertEqual(because.startswith("no entry"), trip["connection"]["proxy"] is not None)

    def test_the_record_names_the_variable(self):
        with listening() as silent:
            nobody = f"http://127.0.0.1:{silent.getsockname()[1]}"
            for scheme, variables, source in (
                    ("http", {"http_proxy": self.open.url, "ALL_PROXY": nobody}, "http_proxy"),
                    ("http", {"HTTP_PROXY": self.open.url, "all_proxy": nobody}, "HTTP_PROXY"),
                    ("http", {"https_proxy": nobody, "all_proxy": self.open.url}, "all_proxy"),
                    ("https", {"HTTPS_PROXY": self.open.url, "http_proxy": nobody}, "HTTPS_PROXY"),
                    ("https", {"ALL_PROXY": self.open.url}, "ALL_PROXY")):
                with self.subTest(variables):
                    # A name that leads nowhere: what the proxy says of it is proof enough.
                    result = rtrip("-j", scheme + "://origin.invalid/", env=environment(**variables))
                    self.assert_status(0 if scheme == "http" else 97, result)
                    proxy = self.assert_reports(result)[0]["round_trips"][0]["proxy"]
                    self.assertEqual([source, self.open.url], [proxy["source"], proxy["url"].rstrip("/")])
        for name in ("http_proxy", "HTTP_PROXY"):
            result = rtrip("http://origin.invalid/", env=environment(REQUEST_METHOD="GET", **{name: self.open.url}))
            self.assert_status(5, result)
        server = self.origin()
        trip, _ = self.report(server.url, env=environment(http_proxy=self.open.url))
        self.assertIsNone(trip["connection"]["proxy"])
        self.assertIn("this machine", trip["proxy"]["because"])


class AgainstOwnProxies(ProxyTest):
    """What only a proxy that keeps everything can tell."""

    def test_the_connect_head_is_curls_without_its_relic(self):
        proxy, server = self.proxy(user=USER), self.origin(tls=True)
        for run in self.both("-x", proxy.url, "-U", USER, "--proxy-header", "X-Proxy: yes", *ORIGIN_SECRETS, server.url):
            self.assertEqual((0, b"hello"), (run.status, run.bytes), run.err)
        # curl asks without credentials only when told to find out.
        own, curls = proxy.connects
        relic = lambda head: [line for line in head.split("\r\n") if not line.startswith("Proxy-Connection:")]
        self.assertEqual(relic(curls.head), own.head.split("\r\n"))
        self.assertEqual(basic(USER), own.field("Proxy-Authorization"))
        self.assertNotIn("s3cr3t", own.head)
        for name in ("Authorization", "Cookie", "X-Key"):
            self.assertIsNone(own.field(name))
        for seen in server.seen:
            for name in ("Proxy-Authorization", "X-Proxy"):
                self.assertIsNone(seen.field(name))
        self.assertEqual(lines(server.seen[0]), lines(server.seen[1]))

    def test_a_forwarded_request_has_what_the_proxy_needs_and_no_relic(self):
        proxy, server = self.proxy(user=USER), self.origin()
        self.assert_status(0, rtrip("-x", proxy.url, "-U", USER, "--proxy-header", "X-Proxy: yes", server.url + "/p"))
        sent = proxy.seen[0]
        self.assertEqual(f"GET {server.url}/p HTTP/1.1", sent.line)
        self.assertEqual([basic(USER), "yes", None],
                         [sent.field(name) for name in ("Proxy-Authorization", "X-Proxy", "Proxy-Connection")])
        # Fields that are for proxies alone stay out of tunnels and of requests that go past the proxy.
        for options in (["-p", "-x", proxy.url], ["--noproxy", "*", "-x", proxy.url]):
            self.assert_status(0, rtrip(*options, "-H", "Proxy-Authorization: x", "-H", "Proxy-Connection: y",
                                        "--proxy-header", "X-Proxy: yes", "-U", USER, server.url))
            for name in ("Proxy-Authorization", "Proxy-Connection", "X-Proxy"):
                self.assertIsNone(server.seen[-1].field(name))
        self.assertEqual(3, len(server.seen))

    def test_a_unix_socket_goes_past_every_proxy(self):
        proxy = self.proxy()
        path = str(self.files.path / "past.sock")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen(4)
            taken = []

            def serve():
                for _ in range(2):
                    connection, _ = listener.accept()
                    with connection:
                        taken.append(connection.recv(4096).split(b"\r\n")[0])
                        connection.sendall(answer(200, b"local"))

            server = threading.Thread(target=serve, daemon=True)
            server.start()
            for run in self.both("-x", proxy.url, "-p", "--unix-socket", path, "http://localhost/x"):
                self.assertEqual((0, b"local"), (run.status, run.bytes), run.err)
            server.join()
        self.assertEqual([[b"GET /x HTTP/1.1"] * 2, 0], [taken, proxy.connections])

    def test_one_tunnel_for_each_place(self):
        proxy, one, two = self.proxy(), self.origin(tls=True), self.origin(tls=True)
        result = rtrip("-j", "--cacert", self.files.ca, "-x", proxy.url, one.url + "/a", one.url + "/b", two.url + "/c",
                       one.url + "/d")
        self.assert_status(0, result)
        self.assertEqual([f"localhost:{one.port}", f"localhost:{two.port}"], proxy.targets)
        trips = [report["round_trips"][0] for report in self.assert_reports(result)]
        self.assertEqual([False, True, False, True], [trip["connection"]["reused"] for trip in trips])
        self.assertEqual([True, False, True, False], [trip["phases"]["proxy_ms"] is not None for trip in trips])
        self.assertEqual([1, 1], [one.connections, two.connections])
        # Plain requests share their connection to the proxy, whatever the origin.
        plain, other = self.origin(), self.origin()
        proxy.connections = 0
        self.assert_status(0, rtrip("-x", proxy.url, plain.url, other.url, plain.url))
        self.assertEqual(1, proxy.connections)

    def test_a_redirect_from_http_to_https_goes_on_by_a_tunnel(self):
        secure = self.origin(tls=True)
        plain, proxy = self.origin(answer(302, Location=secure.url + "/there")), self.proxy(user=USER)
        result = rtrip("-j", "-L", "--cacert", self.files.ca, "-x", proxy.url, "-U", USER, plain.url + "/here")
        self.assert_status(0, result)
        report = self.assert_reports(result)[0]
        self.assertEqual([("forward", 302), ("connect", 200)],
                         [(trip["proxy"]["mode"], trip["response"]["status"]) for trip in report["round_trips"]])
        self.assertEqual([basic(USER)] * 2, [seen.field("Proxy-Authorization") for seen in proxy.seen])
        self.assertEqual([None, None], [seen.field("Proxy-Authorization") for seen in plain.seen + secure.seen])

    def test_heads_and_numbers_are_curls(self):
        proxy, plain, secure = self.proxy(), self.origin(), self.origin(tls=True)
        for url, options in ((secure.url, []), (plain.url, ["-p"]), (plain.url, [])):
            with self.subTest(url=url, options=options):
                own, curls = self.both("-i", "-x", proxy.url, *options, url)
                self.assertEqual((0, curls.bytes), (own.status, own.bytes), own.err)
                own, curls = self.both("-D", "-", "-x", proxy.url, *options, url)
                self.assertEqual((0, curls.bytes), (own.status, own.bytes), own.err)
                own, curls = self.both("-w", "%{http_connect} %{proxy_ssl_verify_result} %{http_code} %{num_connects}",
                                       "-x", proxy.url, *options, url)
                self.assertEqual((0, curls.bytes), (own.status, own.bytes), own.err)
        strict = self.proxy(user=USER)
        own, curls = self.both("-D", "-", "-w", "%{http_connect}", "-x", strict.url, secure.url)
        self.assertEqual((97, 56, curls.bytes), (own.status, curls.status, own.bytes))

    def test_a_proxy_over_tls_has_a_certificate_of_its_own(self):
        proxy, server = self.proxy(tls=self.tls, user=USER), self.origin(tls=True)
        url = f"https://localhost:{proxy.port}"
        trust = ["--proxy-cacert", self.files.ca]
        trip, _ = self.report("-x", url, "-U", USER, *trust, server.url)
        self.assertEqual(["localhost", "localhost"], [trip["tls"]["sni"], trip["proxy_tls"]["sni"]])
        self.assertEqual([True, True], [trip[key]["verified"] for key in ("tls", "proxy_tls")])
        self.assertGreater(trip["phases"]["proxy_ms"], 0)
        self.assertGreater(trip["phases"]["tls_ms"], 0)
        trip, _ = self.report("-x", url, "-U", USER, *trust, self.origin().url)
        self.assertEqual(["forward", None], [trip["proxy"]["mode"], trip["tls"]])
        self.assertTrue(trip["proxy_tls"]["verified"])
        # Trust in one is no trust in the other.
        for options, status in (([], 60), (["-k"], 60), (["--proxy-insecure"], 0), (trust, 0)):
            for tool in self.both("-x", url, "-U", USER, *options, server.url):
                with self.subTest(options=options):
                    self.assert_status(status, tool)
        result = rtrip("-j", "-x", url, "-U", USER, "--proxy-insecure", server.url)
        self.assert_status(60, result)
        report = self.assert_reports(result)[0]
        self.assertEqual(["tls.untrusted", "tls"], [report["error"][key] for key in ("code", "phase")])
        self.assertFalse(report["round_trips"][0]["proxy_tls"]["verified"])
        _, report = self.report("-x", url, server.url + "/", status=60)
        self.assertEqual(["tls.untrusted", "proxy"], [report["error"][key] for key in ("code", "phase")])
        own, curls = self.both("-w", "%{http_connect} %{proxy_ssl_verify_result} %{ssl_verify_result}", "-x", url, "-U",
                               USER, "--proxy-insecure", server.url)
        self.assertEqual(curls.bytes, own.bytes)

    def test_a_proxy_that_wants_digest_is_a_refusal(self):
        challenge = answer(407, b"no", Proxy_Authenticate='Digest realm="r", nonce="n", qop="auth"')
        proxy, secure = self.proxy(Counting, answer=in_turn(challenge)), self.origin(tls=True)
        _, report = self.report("-x", proxy.url, "-U", USER, secure.url, status=97)
        self.assertEqual("proxy.auth", report["error"]["code"])
        trip, _ = self.report("-x", proxy.url, "-U", USER, "http://localhost:1/")
        self.assertEqual(407, trip["response"]["status"])
        self.assertEqual(["CONNECT", "GET"], [seen.method for seen in proxy.seen])
        self.assertEqual([basic(USER)] * 2, [seen.field("Proxy-Authorization") for seen in proxy.seen])

    def test_the_limit_of_heads_holds_for_answers_to_connect(self):
        class Verbose(HttpProxy):
            OPENED = b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 3000 + b"\r\n\r\n"
        proxy, server = self.proxy(Verbose), self.origin()
        line = ["-x", proxy.url, "-p", server.url]
        # Of the first group alone: the second one has its own.
        result = rtrip("-j", "--max-header-bytes", "2000", *line, "--next", "-j", *line)
        strict, lax = self.assert_reports(result)
        self.assertEqual([97, "proxy.malformed", 0], [strict["exit_code"], strict["error"]["code"], lax["exit_code"]])
        self.assertIn("2000", strict["error"]["message"])

    def test_failures_have_curls_codes_but_for_refused_tunnels(self):
        server = self.origin(tls=True)
        with socket.socket() as held, listening() as silent:
            held.bind(("127.0.0.1", 0))
            nobody, slow = (f"127.0.0.1:{each.getsockname()[1]}" for each in (held, silent))
            wait = ["--connect-timeout", "0.3"]
            for options, curls_status, status, code, phase in (
                    (["-x", "http://" + nobody], 7, 7, "connect.refused", "connect"),
                    (["-x", "socks5h://" + nobody], 7, 7, "connect.refused", "connect"),
                    (["-x", "http://" + slow, *wait], 28, 28, "proxy.timeout", "proxy"),
                    (["-x", "socks5h://" + slow, *wait], 28, 28, "proxy.timeout", "proxy"),
                    (["-x", self.proxy(user=USER).url], 56, 97, "proxy.auth", "proxy"),
                    (["-x", self.proxy(SocksProxy, user=USER).url.replace("socks", "socks5h")], 97, 97, "proxy.auth",
                     "proxy"),
                    (["-x", "ftp://" + slow], 7, 7, "proxy.unsupported_scheme", "queue")):
                with self.subTest(options):
                    _, report = self.report(*options, server.url, status=status)
                    self.assertEqual([code, phase], [report["error"][key] for key in ("code", "phase")])
                    self.assertEqual(curls_status, curl(*options, server.url).status)
            _, report = self.report("-x", "proxy.onion:1", server.url, status=5)
            self.assertEqual("proxy.not_resolved", report["error"]["code"])
        self.assertEqual([], server.seen)

    def test_an_origin_that_is_not_there_is_the_proxys_refusal(self):
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            url = f"https://localhost:{held.getsockname()[1]}/"
            own, curls = self.both("-x", self.proxy().url, url)
            self.assertEqual((97, 56), (own.status, curls.status))
            own, curls = self.both("-x", self.proxy(SocksProxy).url.replace("socks", "socks5h"), url)
            self.assertEqual((97, 97), (own.status, curls.status))


class AgainstSocks(ProxyTest):
    def test_each_kind_asks_as_curl_does(self):
        names = {"localhost": "127.0.0.1"}
        for scheme, by_name in (("socks4", False), ("socks4a", True), ("socks5", False), ("socks5h", True)):
            for tls in (False, True):
                # The version 4 has a user and no password.
                for user in (None, USER):
                    with self.subTest(scheme=scheme, tls=tls, user=user):
                        proxy, server = self.proxy(SocksProxy, names=names, user=user), self.origin(tls=tls)
                        options = ["-x", f"{scheme}://127.0.0.1:{proxy.port}", "-4", *(["-U", user] if user else [])]
                        for run in self.both(*options, *ORIGIN_SECRETS, server.url):
                            self.assertEqual((0, b"hello"), (run.status, run.bytes), run.err)
                        self.assertEqual(proxy.spoken[1], proxy.spoken[0])
                        target = ("localhost" if by_name else "127.0.0.1") + f":{server.port}"
                        self.assertEqual([target] * 2, proxy.targets)
                        self.assertEqual(lines(server.seen[1]), lines(server.seen[0]))
                        self.assertNotIn(b"s3cr3t", proxy.raw)
                        trip, _ = self.report(*options, server.url)
                        self.assertGreater(trip["phases"]["proxy_ms"], 0)
                        self.assertEqual(["socks", target, bool(user)],
                                         [trip["proxy"][key] for key in ("mode", "target", "authenticated")])
                        # A name that is looked up here is in the report, and its time in the phase of names.
                        self.assertEqual(by_name, trip["phases"]["dns_ms"] is None)

    def test_wrong_users_are_refused(self):
        server = self.origin()
        for scheme, options, code in (("socks5h", [], "proxy.auth"), ("socks5h", ["-U", "amy:no"], "proxy.auth"),
                                      ("socks4a", ["-U", "bob:geheim"], "proxy.refused")):
            with self.subTest(scheme=scheme, options=options):
                proxy = f"{scheme}://127.0.0.1:{self.proxy(SocksProxy, user=USER).port}"
                _, report = self.report("-x", proxy, *options, server.url, status=97)
                self.assertEqual([code, "proxy"], [report["error"][key] for key in ("code", "phase")])
                self.assertEqual(97, curl("-x", proxy, *options, server.url).status)

    def test_short_options_and_names_of_the_proxys_own(self):
        proxy, server = self.proxy(SocksProxy, names={"inside.test": "127.0.0.1"}), self.origin()
        url = f"http://inside.test:{server.port}/"
        trip, _ = self.report("--socks5-hostname", f"127.0.0.1:{proxy.port}", url)
        self.assertEqual("--socks5-hostname", trip["proxy"]["source"])
        trip, _ = self.report("--socks5", f"127.0.0.1:{proxy.port}", "--resolve", f"inside.test:{server.port}:127.0.0.1",
                              url)
        self.assertEqual([f"inside.test:{server.port}", f"127.0.0.1:{server.port}"], proxy.targets)
        self.assertEqual(["inside.test"] * 2, [seen.field("Host").split(":")[0] for seen in server.seen])

    def test_connections_are_reused(self):
        proxy, server = self.proxy(SocksProxy), self.origin(tls=True)
        result = rtrip("-j", "--cacert", self.files.ca, "-x", f"socks5h://127.0.0.1:{proxy.port}", server.url, server.url)
        self.assert_status(0, result)
        self.assertEqual([1, 1], [proxy.connections, server.connections])

    @unittest.skipIf(os.getuid() != 0, "Dante wants to be started by root")
    def test_dante(self):
        try:
            skip_unless("danted")
        except SystemExit:
            self.skipTest("danted is not installed")
        dante = Dante(pathlib.Path(self.files.path))
        self.addCleanup(dante.close)
        # It takes 4a for 4, and connects to 0.0.0.1.
        for scheme in ("socks4", "socks5", "socks5h"):
            for tls in (False, True):
                with self.subTest(scheme=scheme, tls=tls):
                    server = self.origin(tls=tls)
                    for run in self.both("-4", "-x", f"{scheme}://127.0.0.1:{dante.port}", server.url):
                        self.assertEqual((0, b"hello"), (run.status, run.bytes), run.err)
                    self.assertEqual(lines(server.seen[1]), lines(server.seen[0]))
                    trip, _ = self.report("-4", "-x", f"{scheme}://127.0.0.1:{dante.port}", server.url)
                    self.assertGreater(trip["phases"]["proxy_ms"], 0)


if __name__ == "__main__":
    skip_unless("tinyproxy", "curl", "openssl")
    unittest.main()
