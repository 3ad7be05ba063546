#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Redirects through a proxy: whose secrets reach whom, on every change of host, port and scheme."""
import itertools
import pathlib
import ssl
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
from counting import Counting, answer
from proxies import HttpProxy, SocksProxy, basic
from support import Files, SystemTest, rtrip

OURS, THEIRS = "proxysecret", "originsecret"
USER = f"amy:{OURS}"
# What each way puts into a request for the first origin.
WAYS = {
    "user": (["-u", f"eve:{THEIRS}"], "Authorization", basic(f"eve:{THEIRS}")),
    "authorization field": (["-H", f"Authorization: Custom {THEIRS}"], "Authorization", f"Custom {THEIRS}"),
    "cookie field": (["-H", f"Cookie: c={THEIRS}"], "Cookie", f"c={THEIRS}"),
    "cookie string": (["-b", f"c={THEIRS}"], "Cookie", f"c={THEIRS}"),
}
# How the proxy is told of its own: a user of its URL, an option, a field.
TELLING = ("url", "option", "field")
MODES = {"forward": [], "tunnel": ["-p"]}


class Walk(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.addClassCleanup(cls.files.close)
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.files.cert, cls.files.key)

    def options(self, telling, proxy):
        address = f"{proxy.scheme if proxy.scheme != 'socks' else 'socks5h'}://127.0.0.1:{proxy.port}"
        return {"url": ["-x", address.replace("//", f"//{USER}@")], "option": ["-x", address, "-U", USER],
                "field": ["-x", address, "--proxy-header", "Proxy-Authorization: " + basic(USER)]}[telling]

    def go(self, proxy, options, first, second, status=302):
        """From /start at the first place to /there at the second; each is (scheme, host, "near" or "far")."""
        places = {}
        leads = lambda: "{}://{}:{}/there".format(second[0], second[1], places[second[2]].port)
        say = lambda _, seen: answer(status, b"go", Location=leads()) if seen.target == "/start" else answer(200)
        with Counting(say, tls=self.tls, scheme="http") as near, Counting(say, tls=self.tls, scheme="http") as far:
            places.update(near=near, far=far)
            result = rtrip("-L", "--cacert", self.files.ca, *options,
                           f"{first[0]}://{first[1]}:{places[first[2]].port}/start")
            self.assert_status(0, result)
            self.assertEqual(["/start"], [seen.target for seen in near.seen][:1])
            there = [seen for seen in near.seen + far.seen if seen.target == "/there"]
            self.assertEqual(1, len(there))
        self.assertNotIn(OURS, result.out + result.err)
        self.assertNotIn(THEIRS, result.out + result.err)
        # No origin ever learns who the proxy's user is.
        for origin in (near, far):
            self.assertNotIn(OURS.encode(), origin.raw)
            for seen in origin.seen:
                self.assertNotIn(basic(USER), seen.head)
                self.assertIsNone(seen.field("Proxy-Authorization"))
        return near.seen[0], there[0]

    def test_every_change_of_place_through_an_http_proxy(self):
        changes = [(first, second, host, port) for first, second, host, port
                   in itertools.product(("http", "https"), ("http", "https"), ("localhost", "127.0.0.1"), ("near", "far"))
                   if (first, "localhost", "near") != (second, host, port)]
        self.assertEqual(14, len(changes))
        # The 28 rows of a way are no multiple of three, so that each change meets each way of telling.
        telling = itertools.cycle(TELLING)
        for way, (first, second, host, port), mode in itertools.product(WAYS, changes, MODES):
            told = next(telling)
            with self.subTest(way=way, first=first, second=second, host=host, port=port, told=told, mode=mode):
                options, field, value = WAYS[way]
                with HttpProxy(user=USER) as proxy:
                    start, there = self.go(proxy, [*self.options(told, proxy), *MODES[mode], *options],
                                           (first, "localhost", "near"), (second, host, port))
                self.assertEqual(value, start.field(field))
                for name in ("Authorization", "Cookie"):
                    self.assertIsNone(there.field(name))
                self.assertNotIn(THEIRS, there.head)
                for seen in proxy.seen:
                    # It is shown with every request to the proxy, and once; an origin's only where it is forwarded.
                    self.assertEqual(basic(USER), seen.field("Proxy-Authorization"))
                    starts = seen.method != "CONNECT" and seen.target.endswith("/start")
                    self.assertEqual(value if starts else None, seen.field(field))
                tunnels = [seen.method == "CONNECT" for seen in proxy.seen]
                self.assertEqual([mode == "tunnel" or scheme == "https" for scheme in (first, second)], tunnels)

    def test_the_same_place_gets_its_own_again(self):
        for way, mode, scheme in itertools.product(WAYS, MODES, ("http", "https")):
            with self.subTest(way=way, mode=mode, scheme=scheme), HttpProxy(user=USER) as proxy:
                options, field, value = WAYS[way]
                place = (scheme, "localhost", "near")
                start, there = self.go(proxy, [*self.options("option", proxy), *MODES[mode], *options], place, place)
                self.assertEqual([value, value], [start.field(field), there.field(field)])

    def test_trust_in_redirects_is_no_trust_in_origins_for_the_proxys_user(self):
        for way, mode, scheme in itertools.product(WAYS, MODES, ("http", "https")):
            with self.subTest(way=way, mode=mode, scheme=scheme), HttpProxy(user=USER) as proxy:
                options, field, value = WAYS[way]
                _, there = self.go(proxy, ["--location-trusted", *self.options("url", proxy), *MODES[mode], *options],
                                   (scheme, "localhost", "near"), (scheme, "127.0.0.1", "far"))
                self.assertEqual(value, there.field(field))

    def test_through_socks(self):
        for way, told, second in itertools.product(WAYS, ("url", "option"), ("http", "https")):
            with self.subTest(way=way, told=told, second=second), SocksProxy(user=USER) as proxy:
                options, field, value = WAYS[way]
                start, there = self.go(proxy, [*self.options(told, proxy), *options], ("http", "localhost", "near"),
                                       (second, "localhost", "far"))
                self.assertEqual([value, None], [start.field(field), there.field(field)])
                self.assertEqual([(5, USER)] * 2, proxy.spoken)
                self.assertNotIn(THEIRS.encode(), proxy.raw)

    def test_what_leads_past_the_proxy_takes_nothing_of_it_along(self):
        for told, (first, second) in itertools.product(TELLING, itertools.permutations(("localhost", "127.0.0.1"))):
            with self.subTest(told=told, first=first), HttpProxy(user=USER) as proxy:
                self.go(proxy, [*self.options(told, proxy), "--noproxy", "127.0.0.1"], ("http", first, "near"),
                        ("http", second, "far"))
                self.assertEqual(["/start" if first == "localhost" else "/there"],
                                 ["/" + seen.target.rpartition("/")[2] for seen in proxy.seen])
                self.assertEqual([basic(USER)], [seen.field("Proxy-Authorization") for seen in proxy.seen])

    def test_an_origins_407_is_told_no_secret(self):
        # A 407 of a server behind a tunnel is that server's own affair.
        with HttpProxy(user=USER) as proxy:
            with Counting(lambda _, seen: answer(407, Proxy_Authenticate='Basic realm="x"'), tls=self.tls) as server:
                self.assert_status(0, rtrip("--cacert", self.files.ca, *self.options("option", proxy), server.url))
                self.assertEqual([None], [seen.field("Proxy-Authorization") for seen in server.seen])


if __name__ == "__main__":
    unittest.main()
