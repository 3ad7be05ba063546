#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Credentials and cookies of the built command: what is shown to whom, what never leaves its place, what is masked."""
import base64
import hashlib
import itertools
import os
import pathlib
import re
import ssl
import tempfile
import unittest

from counting import Counting, answer, in_turn, support
from support import Files, SystemTest, on_terminal, rtrip

SECRET = "s3cr3tvalue"
BASIC = base64.b64encode(f"eve:{SECRET}".encode()).decode()
# Every way to bring a secret: its options, the user-info for the URL, files to lie beside it. "HOST" is the first host.
WAYS = {
    "user": (["-u", f"eve:{SECRET}"], "", {}),
    "digest": (["--digest", "-u", f"eve:{SECRET}"], "", {}),
    "anyauth": (["--anyauth", "-u", f"eve:{SECRET}"], "", {}),
    "authorization field": (["-H", f"Authorization: Custom {SECRET}"], "", {}),
    "cookie field": (["-H", f"Cookie: c={SECRET}"], "", {}),
    "proxy field": (["-H", f"Proxy-Authorization: Basic {BASIC}"], "", {}),
    "cookie string": (["-b", f"c={SECRET}"], "", {}),
    "cookie jar": (["-b", "jar"], "", {"jar": f"HOST\tFALSE\t/\tFALSE\t0\tc\t{SECRET}\n"}),
    "secure cookie": (["-b", "jar"], "", {"jar": f"HOST\tFALSE\t/\tTRUE\t0\tc\t{SECRET}\n"}),
    "netrc": (["--netrc-file", "rc"], "", {"rc": f"machine HOST login eve password {SECRET}\n"}),
    "url": ([], f"eve:{SECRET}@", {}),
    "bearer": (["--oauth2-bearer", SECRET], "", {}),
}
# Cookies and netrc entries belong to a host and not to its ports (RFC 6265 section 8.5); cookies that are not secure
# belong to both schemes, and at loopback addresses, as here, the others do too.
BY_HOST = {"cookie jar", "secure cookie", "netrc"}


class EveryWay(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.files.cert, cls.files.key)

    @classmethod
    def tearDownClass(cls):
        cls.files.close()

    def ask(self, way, url, host, extra=()):
        options, userinfo, files = WAYS[way]
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (pathlib.Path(folder) / name).write_text(text.replace("HOST", host))
            return rtrip("-L", "--cacert", self.files.ca, *options, *extra, url.replace("//", "//" + userinfo),
                         cwd=folder)

    def carries(self, seen):
        return SECRET in seen.head or BASIC in seen.head or "Authorization" in seen.head

    def test_nothing_of_it_appears_at_another_place(self):
        """Every way to bring a secret, every change of host, port and scheme, alone and together."""
        schemes, hosts = ("http", "https"), ("localhost", "127.0.0.1")
        changes = 0
        for first, second, host, port in itertools.product(schemes, schemes, hosts, ("same port", "other port")):
            if (first, "localhost", "same port") == (second, host, port):
                continue
            changes += 1
            for way, status in itertools.product(WAYS, (302, 307)):
                with self.subTest(way=way, first=first, second=second, host=host, port=port, status=status):
                    self.walk(way, status, (first, "localhost"), (second, host, port))
        self.assertEqual(14, changes)

    def walk(self, way, status, first, second):
        (scheme, host), (other_scheme, other_host, other_port) = first, second
        leads = ""
        say = lambda number, seen: answer(status, b"go", Location=leads) if seen.target == "/start" else answer(200)
        with Counting(say, tls=self.tls, scheme="http") as near, Counting(say, tls=self.tls, scheme="http") as far:
            there = near if other_port == "same port" else far
            leads = f"{other_scheme}://{other_host}:{there.port}/there"
            result = self.ask(way, f"{scheme}://{host}:{near.port}/start", host)
        self.assert_status(0, result)
        arrived = [seen for seen in near.seen + far.seen if seen.target == "/there"]
        self.assertEqual((1, "/start"), (len(arrived), near.seen[0].target))
        if way not in BY_HOST or other_host != host:
            self.assertFalse(self.carries(arrived[0]), arrived[0].head)
            self.assertNotIn(SECRET.encode(), far.raw)
        if way not in ("digest", "anyauth") and (way != "secure cookie" or scheme == "https"):
            self.assertTrue(self.carries(near.seen[0]), near.seen[0].head)
        self.assertNotIn(SECRET, result.out + result.err)

    def test_it_does_not_come_back_when_the_chain_does(self):
        for way in set(WAYS) - BY_HOST:
            with self.subTest(way):
                with Counting(lambda number, seen: answer(302, Location=home.url + "/again")) as other:
                    with Counting(lambda number, seen: answer(302, Location=other.url + "/x")
                                  if seen.target == "/start" else answer(200)) as home:
                        self.assert_status(0, self.ask(way, home.url + "/start", "127.0.0.1"))
                        self.assertEqual(["/start", "/again"], [seen.target for seen in home.seen])
                        self.assertFalse(self.carries(home.seen[1]), home.seen[1].head)

    def test_the_same_place_gets_it_again(self):
        for way in set(WAYS) - {"digest", "anyauth", "secure cookie"}:
            with self.subTest(way):
                with Counting(in_turn(answer(302, Location="/b"), answer(200))) as server:
                    self.assert_status(0, self.ask(way, server.url + "/a", "127.0.0.1"))
                    self.assertTrue(self.carries(server.seen[1]), server.seen[1].head)

    def test_trust_passes_on_what_was_written_for_the_request_but_not_the_urls(self):
        for way, passed in (("user", True), ("authorization field", True), ("cookie field", True),
                            ("cookie string", True), ("bearer", True), ("url", False), ("proxy field", False)):
            with self.subTest(way), Counting(in_turn(answer(200))) as other:
                with Counting(in_turn(answer(302, Location=other.url + "/x"))) as server:
                    self.assert_status(0, self.ask(way, server.url, "127.0.0.1", ["--location-trusted"]))
                    self.assertEqual(passed, self.carries(other.seen[0]), other.seen[0].head)

    def test_a_servers_own_user_info_is_used_for_that_hop_alone(self):
        with Counting(lambda number, seen: answer(302, Location="/y") if seen.target == "/x" else answer(200)) as other:
            leads = other.url.replace("//", "//bob:hi@") + "/x"
            with Counting(in_turn(answer(302, Location=leads))) as server:
                self.assert_status(0, rtrip("-L", "-u", f"eve:{SECRET}", server.url))
                bob = "Basic " + base64.b64encode(b"bob:hi").decode()
                self.assertEqual([bob, None], [seen.field("Authorization") for seen in other.seen])

    def test_nothing_shows_it(self):
        for way in WAYS:
            # The server's answer tells what it was told, and sets cookies of its own.
            tells = lambda number, seen: (answer(302, Location="/b", X_Echo=(seen.field("Cookie") or "-")) if number == 1
                                          else answer(200, b"ok", Set_Cookie=f"n={SECRET}; Path=/"))
            for show in (["-v"], ["-j"], ["-j", "--pretty"], ["--trace", "-"], ["--trace-ascii", "-"],
                         ["-w", "%{url} %{url_effective} %{json}"]):
                with self.subTest(way=way, show=show), Counting(tells) as server:
                    result = self.ask(way, server.url, "127.0.0.1", show)
                    self.assertNotIn(SECRET, result.out + result.err)
                    self.assertNotIn(BASIC, result.out + result.err)
                    if way == "cookie string" and "-v" in show:
                        server.seen.clear()
                        shown = self.ask(way, server.url, "127.0.0.1", [*show, "--show-secrets"])
                        self.assertIn(SECRET, shown.out)


class Answers(SystemTest):
    def test_digest_answers_the_challenge_and_sends_the_body_then(self):
        challenge = 'Digest realm="r", nonce="n1", qop="auth", algorithm=MD5'
        guarded = lambda number, seen: (answer(200, b"in") if (seen.field("Authorization") or "").startswith("Digest")
                                        else answer(401, b"who", WWW_Authenticate=challenge))
        with Counting(guarded) as server:
            result = rtrip("-s", "-o", "-", "--digest", "-u", "eve:pw", "-d", "x=1", server.url + "/p?q")
            self.assertEqual((0, b"in"), (result.status, result.bytes))
            self.assertEqual([b"", b"x=1"], [seen.body for seen in server.seen])
            self.assertEqual(1, server.connections)
            told = dict(re.findall(r'(\w+)="?([^",]*)', server.seen[1].field("Authorization")))
            md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
            expected = md5(f"{md5('eve:r:pw')}:n1:{told['nc']}:{told['cnonce']}:auth:{md5('POST:/p?q')}")
            self.assertEqual(expected, told["response"])
            result = rtrip("-j", "--digest", "-u", "eve:pw", server.url, server.url)
            first, second = result.json()
            self.assertEqual([["initial", "auth"], ["initial"]],
                             [[trip["cause"] for trip in report["round_trips"]] for report in (first, second)])

    def test_anyauth_takes_the_strongest_and_needs_a_body_that_can_be_read_again(self):
        both = answer(401, WWW_Authenticate='Basic realm="r", Digest realm="r", nonce="n", qop="auth"')
        with Counting(in_turn(both, answer(200))) as server:
            self.assert_status(0, rtrip("--anyauth", "-u", "eve:pw", "-d", "x=1", server.url))
            self.assertIsNone(server.seen[0].field("Authorization"))
            self.assertTrue(server.seen[1].field("Authorization").startswith("Digest "))
            self.assertEqual([b"x=1", b"x=1"], [seen.body for seen in server.seen])
        with Counting(in_turn(both, answer(200))) as server:
            result = rtrip("--anyauth", "-u", "eve:pw", "-H", "Expect:", "-T", "-", server.url, stdin=b"from a pipe")
            self.assert_status(65, result)
            self.assertEqual([b"from a pipe"], [seen.body for seen in server.seen])

    def test_a_pipe_that_nobody_read_is_whole_when_the_401_came_first(self):
        # The body is held back for a 100 that does not come: the refusal does.
        class Early(Counting):
            def answer_one(self, connection, number, reader):
                head = reader.until(b"\r\n\r\n").decode("latin-1")
                if "Authorization" in head:
                    reader.held = head.encode("latin-1") + reader.held
                    return super().answer_one(connection, number, reader)
                connection.sendall(answer(401, WWW_Authenticate='Basic realm="r"', Connection="close"))
                return False
        with Early(in_turn(answer(200))) as server:
            result = rtrip("--anyauth", "-u", "eve:pw", "--expect100-timeout", "20", "-T", "-", server.url,
                           stdin=b"from a pipe")
            self.assert_status(0, result)
            self.assertEqual([b"from a pipe"], [seen.body for seen in server.seen])

    def test_wrong_credentials_end_with_the_401(self):
        for mode in ("--basic", "--digest", "--anyauth"):
            challenge = "Basic realm=r" if mode == "--basic" else 'Digest realm="r", nonce="n", qop="auth"'
            with Counting(in_turn(answer(401, b"no", WWW_Authenticate=challenge))) as server:
                self.assert_status(0, rtrip(mode, "-u", "eve:wrong", server.url))
                self.assertLessEqual(len(server.seen), 2)
                self.assert_status(22, rtrip("-f", mode, "-u", "eve:wrong", server.url))

    def test_netrc_has_curls_precedence(self):
        basic = lambda text: "Basic " + base64.b64encode(text.encode()).decode()
        entries = ("machine 127.0.0.1 login amy password a\nmachine 127.0.0.1 login bob password b\n"
                   "default login dan password d\n")
        # options, user-info of the URL, what is sent
        table = [
            (["--netrc-file", "rc"], "", basic("amy:a")), (["--netrc-file", "rc"], "bob@", basic("bob:b")),
            (["--netrc-file", "rc"], "bob:mine@", basic("bob:b")),
            (["--netrc-file", "rc", "--netrc-optional"], "bob:mine@", basic("bob:mine")),
            (["--netrc-file", "rc", "--netrc-optional"], "bob@", basic("bob:b")),
            (["--netrc-file", "rc", "-u", "x:y"], "", basic("x:y")),
            (["--netrc-file", "rc", "--oauth2-bearer", "t"], "", "Bearer t"),
            (["--netrc-file", "missing"], "", None), (["-n"], "", basic("amy:a")), ([], "bob:mine@", basic("bob:mine")),
            (["--netrc-file", "rc", "-H", "Authorization:"], "", None),
        ]
        with Counting(in_turn(answer(200))) as server, tempfile.TemporaryDirectory() as folder:
            for name in ("rc", ".netrc"):
                (pathlib.Path(folder) / name).write_text(entries)
            for options, userinfo, sent in table:
                with self.subTest(options=options, userinfo=userinfo):
                    server.seen.clear()
                    self.assert_status(0, rtrip(*options, server.url.replace("//", "//" + userinfo), cwd=folder,
                                                env=support.environment(HOME=folder)))
                    self.assertEqual(sent, server.seen[0].field("Authorization"))
            (pathlib.Path(folder) / "rc").write_text('machine 127.0.0.1 login "open\n')
            server.seen.clear()
            self.assert_status(26, rtrip("--netrc-file", "rc", server.url, cwd=folder))
            self.assert_status(26, rtrip("--netrc-file", "/dev/zero", server.url, cwd=folder))
            self.assertEqual([], server.seen)


class Cookies(SystemTest):
    def cookies(self, server):
        return [seen.field("Cookie") for seen in server.seen]

    def test_without_the_engine_none_are_kept(self):
        with Counting(in_turn(answer(200, Set_Cookie="a=1"))) as server:
            rtrip(server.url, server.url)
            self.assertEqual([None, None], self.cookies(server))
            server.seen.clear()
            rtrip("-b", "", server.url, server.url)
            self.assertEqual([None, "a=1"], self.cookies(server))

    def test_strings_add_up_behind_the_engines_own(self):
        with Counting(in_turn(answer(200, Set_Cookie="a=1"))) as server:
            rtrip("-b", "x=y", "-b", "", "-b", "z=0", server.url, server.url)
            self.assertEqual(["x=y; z=0", "a=1; x=y; z=0"], self.cookies(server))
            server.seen.clear()
            rtrip("-b", "x=y", "-H", "Cookie:", server.url)
            self.assertEqual([None], self.cookies(server))

    def test_a_jar_is_written_at_the_end_and_read_again(self):
        with Counting(in_turn(answer(302, Location="/in", Set_Cookie="sid=1; HttpOnly"), answer(200))) as server:
            with tempfile.TemporaryDirectory() as folder:
                jar = pathlib.Path(folder) / "jar"
                self.assert_status(0, rtrip("-L", "-c", "jar", server.url, cwd=folder))
                self.assertEqual([None, "sid=1"], self.cookies(server))
                self.assertIn("#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\t1\n", jar.read_text())
                self.assertEqual(0o600, jar.stat().st_mode & 0o777)
                server.seen.clear()
                self.assert_status(0, rtrip("-b", "jar", server.url, cwd=folder))
                self.assertEqual(["sid=1"], self.cookies(server))
                self.assertEqual(["jar"], os.listdir(folder))
            result = rtrip("-s", "-o", os.devnull, "-b", "", "-c", "-", server.url)
            self.assertIn("# Netscape HTTP Cookie File", result.out)

    def test_files_are_bounded_and_may_be_missing(self):
        with Counting(in_turn(answer(200, Set_Cookie="a=1"))) as server:
            result = rtrip("-b", "missing", server.url, server.url)
            self.assert_status(0, result)
            self.assertIn("no such file", result.err)
            self.assertEqual([None, "a=1"], self.cookies(server))
            server.seen.clear()
            self.assert_status(26, rtrip("-b", "/dev/zero", server.url))
            self.assert_status(23, rtrip("-c", "/nonexistent/jar", server.url))
            self.assertEqual(1, len(server.seen))
            rtrip("-b", "-", server.url, stdin=b"127.0.0.1\tFALSE\t/\tFALSE\t0\tfrom\tstdin\n")
            self.assertEqual("from=stdin", self.cookies(server)[-1])

    def test_heads_on_a_terminal_keep_to_the_rules_of_reports(self):
        with Counting(in_turn(answer(200, b"ok", Set_Cookie=f"a={SECRET}"))) as server:
            status, text = on_terminal("-v", "-b", f"c={SECRET}", server.url)
            self.assertEqual(0, status)
            self.assertNotIn(SECRET, text)


if __name__ == "__main__":
    unittest.main()
