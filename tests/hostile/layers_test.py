#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Redirects, retries and challenges from servers that mean harm: nothing goes where it must not, and all of it ends."""
import threading
import time

import peer
import support
from floods_test import LATE_S, dripping, endless, silent
from terminal_test import OWN, RAW, on_terminal

CONTROLS = b"\x1b]0;title\x07\xc2\x9b2J\xe2\x80\xae"
SECRET = "s3cr3t-of-the-user"


def redirect(location, status=b"302 Found", more=b"", body=b""):
    return peer.response(status, b"Location: " + location + b"\r\n" + more, body)


def unauthorized(challenges, more=b"", body=b"no"):
    fields = b"".join(b"WWW-Authenticate: " + challenge + b"\r\n" for challenge in challenges)
    return peer.response(b"401 Unauthorized", fields + more, body)


class LayersTest(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer, self.other = peer.Peer(), peer.Peer()
        self.addCleanup(self.peer.close)
        self.addCleanup(self.other.close)

    def serve(self, target, data, close=peer.OPEN):
        return self.peer.add(target, peer.Row(target, data, close=close))

    def quickly(self, longest, *arguments):
        """report_of() of a run that must end by itself within that many seconds, and some for a busy machine."""
        started = time.monotonic()
        report, result = self.report_of(*arguments)
        self.assertLess(time.monotonic() - started, longest + LATE_S, arguments)
        return report, result

    def targets(self, served=None):
        return [request.split(b" ", 2)[1] for request in (served or self.peer).requests]


class Redirects(LayersTest):
    def test_locations_that_lead_nowhere(self):
        """(Location, codes): whatever is refused has opened no connection but the first."""
        here, there = (each.origin.split("//")[1].encode() for each in (self.peer, self.other))
        rows = [
            (b"file:///etc/passwd", "redirect.unsupported_scheme"),
            (b"FILE:/etc/passwd", "redirect.unsupported_scheme"),
            (b"gopher://" + there + b"/", "redirect.unsupported_scheme"),
            (b"ftp://" + there + b"/", "redirect.unsupported_scheme"), (b"data:,x", "redirect.unsupported_scheme"),
            (b"javascript:alert(1)", "redirect.unsupported_scheme"),
            (b"unix:///tmp/x", "redirect.unsupported_scheme"), (b"ws://" + there, "redirect.unsupported_scheme"),
            (b"httpx://" + there, "redirect.unsupported_scheme"), (b"h2c://" + there, "redirect.unsupported_scheme"),
            (b"dict://" + there + b"/x", "redirect.unsupported_scheme"),
            (b"http://", "redirect.bad_location"), (b"http:///", "redirect.bad_location"),
            (b"http://:80/", "redirect.bad_location"), (b"//", "redirect.bad_location"),
            (b"http://127.0.0.1:0/", "redirect.bad_location"), (b"http://127.0.0.1:65536/", "redirect.bad_location"),
            (b"http://127.0.0.1:99999999999999999999/", "redirect.bad_location"),
            (b"http://127.0.0.1:8x/", "redirect.bad_location"), (b"http://[::1/", "redirect.bad_location"),
            (b"http://[::1]x/", "redirect.bad_location"), (b"http://[fe80::1%25lo", "redirect.bad_location"),
            (b"http://u:p@/", "redirect.bad_location"), (b"http://a b/", "redirect.bad_location"),
            (b"http://127.0.0.1%00.x/", "redirect.bad_location"), (b"http://127.0.0.1%2f/", "redirect.bad_location"),
            (b"http://127.0.0.1%23@" + there, "redirect.bad_location redirect.unsupported_scheme -"),
            (b"http://xn--/", "redirect.bad_location"), (b"http://xn--zzzzzzzzzzz/", "redirect.bad_location"),
            (b"http://" + b"a" * 64 + b".localhost/", "redirect.bad_location"),
            (b"http://a\xef\xbc\x8fb/", "redirect.bad_location"), (b"http://a\xef\xbc\xa0b/", "redirect.bad_location"),
            (b"http://\xff\xfe/", "redirect.bad_location"), (b"http://a..b/", "redirect.bad_location"),
            (b"http://\xe2\x80\xaelocalhost/", "redirect.bad_location"), (b"http://name.onion/", "dns.not_asked"),
            (b"http://127.0.0.1:1/", "connect.refused"),
        ]
        del here
        for number, (location, codes) in enumerate(rows):
            url = self.serve(f"/{number}", redirect(location))
            report, _ = self.quickly(5, "-L", "-m", "10", "-u", f"user:{SECRET}", url)
            if "-" in codes.split() and report["ok"]:
                continue
            self.assert_failed(report, *codes.split())
            self.assertEqual(302, report["response"]["status"] if report["response"] else 302, location)
        self.assertEqual([b"/%d" % number for number in range(len(rows))], self.targets())

    def test_whose_host_it_is(self):
        """What looks like one host and is another: the request goes where RFC 3986 says, and takes no secret along."""
        port = str(self.other.port).encode()
        for number, location in enumerate([
                b"//127.0.0.1:" + port + b"/x", b"http://127.0.0.1:%d@127.0.0.1:%b/x" % (self.peer.port, port),
                b"http://user:a@b:c@127.0.0.1:" + port + b"/x", b"http://127.0.0.1:" + port + b"#@127.0.0.1/x",
                b"http://127.0.0.1:" + port + b"?@127.0.0.1/x", b"HTTP://127.0.0.1:" + port + b"/x",
                b"http://user%40127.0.0.1:p@127.0.0.1:" + port + b"/x", b" \t//127.0.0.1:" + port + b"/x\t ",
                b"http://127.0.0.1:000" + port + b"/x", b"http://@127.0.0.1:" + port + b"/x"]):
            self.other.requests.clear()
            url = self.serve(f"/{number}", redirect(location))
            report, result = self.quickly(5, "-L", "-m", "10", "-u", f"user:{SECRET}", "-b", f"a={SECRET}", url)
            self.assert_taken(report)
            self.assertEqual(1, len(self.other.requests), location)
            request = self.other.requests[0]
            self.assertNotIn(SECRET.encode(), request, location)
            self.assertNotIn(b"dXNlcjpzM2Ny", request, location)
            self.assertNotIn(b"\r\nCookie:", request, location)
            self.assertIn(b"\r\nHost: 127.0.0.1:" + port + b"\r\n", request, location)
            self.assertNotIn(b"#", request.split(b"\r\n")[0], location)
            self.assertNotIn(SECRET, result.out + result.err)

    def test_a_backslash_moves_no_host(self):
        port = str(self.other.port).encode()
        for number, location in enumerate([b"/\\127.0.0.1:" + port + b"/x", b"\\\\127.0.0.1:" + port + b"/x",
                                           b"http://127.0.0.1:%d\\@127.0.0.1:%b/x" % (self.peer.port, port),
                                           b"http:\\\\127.0.0.1:" + port + b"\\x", b"\\/127.0.0.1:" + port,
                                           b"http:/127.0.0.1:" + port, b"http:127.0.0.1:" + port]):
            url = self.serve(f"/{number}", redirect(location))
            self.other.requests.clear()
            self.quickly(5, "-L", "-m", "10", "-u", f"user:{SECRET}", url)
            # RFC 3986: the authority ends at the first of "/?#"; a backslash before "@" is a part of user-info.
            for request in self.other.requests:
                self.assertTrue(b"@" in location or location.startswith(b"http:"), location)
                self.assertNotIn(b"dXNlcjpzM2Ny", request)

    def test_bytes_of_a_location_add_no_line(self):
        for number, location in enumerate([
                b"/a b", b"/caf\xc3\xa9", b"/\xff\xfe", b"/%0d%0aX-Evil:%20y", b"/%00", b"/a%0ab?c%0dd",
                b"/\xc2\x9b2J", b"/\xe2\x80\xae", b"/\"<>{}|^`", b"?x y", b"/a#\xc2\x9b2J", b"/%zz%", b"/%u0041",
                b"/../../../../etc", b"/.%2e/%2e%2e/x", b"/" + b"../" * 3000, b"/" + b"a/../" * 3000]):
            target = f"/{number}"
            self.peer.requests.clear()
            self.quickly(5, "-L", "-m", "10", self.serve(target, redirect(location)))
            self.assertEqual(2, len(self.peer.requests), location)
            line = self.peer.requests[1].split(b"\r\n")[0]
            self.assertRegex(line, rb"\AGET /[!-~]* HTTP/1\.1\Z", location)
            self.assertNotRegex(self.peer.requests[1], rb"(?i)\r\nX-Evil", location)
            self.assertNotIn(b"/../", line)
        for number, location in enumerate([b"/a\tb", b"/a\rX-Evil: y", b"/a\0b", b"/\x1b[2J", b"/\x07", b"/a\x7fb",
                                           b"/\x0bx"]):
            self.peer.requests.clear()
            report, _ = self.quickly(5, "-L", "-m", "10", self.serve(f"/c{number}", redirect(location)))
            self.assert_failed(report, "response.malformed", "redirect.bad_location")
            self.assertEqual(1, len(self.peer.requests))

    def test_huge_and_growing_locations(self):
        for size in (9000, 60_000, 250_000):
            report, _ = self.quickly(5, "-L", "-m", "10", self.serve(f"/{size}", redirect(b"/" + b"a" * size)))
            self.assertEqual(report["ok"], len(report["round_trips"]) == 2, report["error"])

        def doubling(connection):
            path = connection.request.split(b" ", 2)[1]
            connection.send(redirect(path + path))
            return peer.OPEN
        self.peer.answers.clear()
        growing = peer.Peer(raw=lambda c: [doubling(c) for _ in iter(c.read_request, None)] and peer.FIN)
        self.addCleanup(growing.close)
        report, _ = self.quickly(10, "-L", "--max-redirs", "-1", "-m", "15", growing.origin + "/grow")
        self.assertFalse(report["ok"])
        self.assertLess(len(report["round_trips"]), 40)

    def test_loops_end(self):
        here = self.serve("/loop", redirect(b"/loop", more=b"Set-Cookie: a=b\r\n"))
        for options in ([], ["-b", "x"], ["-c", "jar"], ["-b", "x", "--retry", "3", "--retry-delay", "1ms"]):
            report, _ = self.quickly(8, "-L", "-m", "20", *options, here)
            self.assert_failed(report, "redirect.too_many")
            self.assertEqual(50, report["redirects"])
            self.assertEqual(302, report["response"]["status"])
        report, _ = self.quickly(10, "-L", "--max-redirs", "-1", "-m", "20", here)
        self.assert_failed(report, "redirect.too_many")
        self.assertIn("4 MiB", report["error"]["message"])

    def test_the_heads_of_a_chain_have_one_limit(self):
        """Each within --max-header-bytes; together they would fill the memory."""
        for size in (9000, 300_000, 900_000):
            here = self.serve(f"/heads{size}",
                              redirect(b"/heads%d" % size, more=(b"X: " + b"a" * 8990 + b"\r\n") * (size // 9000)))
            for options in ([], ["-i", "-o", "/dev/null"], ["-D", "/dev/null"]):
                report, _ = self.quickly(10, "-L", "-m", "20", *options, here)
                self.assert_failed(report, "redirect.too_many")

    def test_a_redirects_own_body_is_dropped_within_bounds(self):
        self.peer.add("/end", peer.Row("", peer.response()))
        head = b"HTTP/1.1 302 Found\r\nLocation: /true\r\n"
        for number, (serve, waits) in enumerate([
                (endless(head + b"\r\n", b"body"), 2),
            (endless(head + b"Content-Length: 10737418240\r\n\r\n", b"x"), 2),
                (endless(head + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"), 2),
                (dripping(head + b"Content-Length: 100000\r\n\r\n", b"x"), 4),
                (silent(head + b"Content-Length: 9\r\n\r\nx"), 4), (silent(head + b"\r\n"), 4),
                (endless(head + b"Content-Encoding: gzip\r\n\r\n", b"no gzip"), 2)]):
            report, _ = self.quickly(waits, "-L", "--compressed", "-m", "15", self.serve(f"/{number}", serve))
            self.assert_taken(report)
            self.assertEqual(2, len(report["round_trips"]), number)
            self.assertFalse(report["round_trips"][1]["connection"]["reused"], number)

    def test_odd_redirects_are_the_result(self):
        for number, (data, codes) in enumerate([
                (peer.response(b"302 Found", b"X: y\r\n"), ()), (redirect(b""), ()), (redirect(b" \t "), ()),
                (redirect(b"/x", b"300 Multiple"), None), (redirect(b"/x", b"304 Not Modified"), ()),
                (redirect(b"/x", b"399 Odd"), None), (redirect(b"/x", b"200 OK"), ()),
                (redirect(b"/x", b"201 Created"), ()),
                (redirect(b"/a", more=b"Location: /b\r\n"), None), (redirect(b"/a", more=b"Location: /a\r\n"), None)]):
            report, _ = self.quickly(5, "-L", "-m", "10", self.serve(f"/{number}", data))
            if codes == ():
                self.assert_taken(report)
                self.assertEqual(1, len(report["round_trips"]), data)
            self.assertLessEqual(len(report["round_trips"]), 2, data)

    def test_a_terminal_sees_no_control(self):
        url = self.serve("/evil", redirect(b"http://127.0.0.1:1/" + CONTROLS[10:], more=b"X: y\r\n"))
        bad = self.serve("/bad", redirect(CONTROLS[10:] + b"://x/"))
        for place in (url, bad):
            for options in ([], ["-v"], ["-i"], ["-j"], ["-s", "-S"],
                            ["-w", "%{redirect_url} %{url_effective} %{errormsg}"]):
                _, raw = on_terminal("-L", "-m", "5", *options, place)
                self.assertIsNone(RAW.search(OWN.sub("", raw.decode("utf-8", "replace"))), raw[-1500:])


class Retries(LayersTest):
    RETRY = ["--retry", "3", "--retry-delay", "1ms"]

    def refusal(self, *retry_after, body=b"busy"):
        fields = b"".join(b"Retry-After: " + value + b"\r\n" for value in retry_after)
        return peer.response(b"503 Busy", fields, body)

    def test_retry_after_that_makes_no_sense_is_the_ordinary_wait(self):
        rows = [[b"-1"], [b"-99999999999999999999"], [b"Sun, 06 Nov 1994 08:49:37 GMT"], [b"1e309"], [b""], [b"nan"],
                [b"inf"], [b"0x10"], [b"+0"], [b"0"], [b"0.0"], [b"Sun, 99 Xyz 9999 99:99:99 GMT"], [b"\xff\xfe"],
                [b"0" * 50_000], [b"x" * 50_000], [b"-1"] * 3000, [b"0"] * 3000, [b"1;2"], [b"\xd9\xa2"]]
        for number, values in enumerate(rows):
            report, _ = self.quickly(2, *self.RETRY, "-m", "10", self.serve(f"/{number}", self.refusal(*values)))
            self.assert_taken(report)
            self.assertEqual((4, 503), (len(report["round_trips"]), report["response"]["status"]), values[0][:40])

    def test_a_huge_retry_after_is_given_up_at_once(self):
        for number, value in enumerate([b"3600", b"2147483648", b"9223372036854775807", b"18446744073709551616",
                                        b"9" * 400, b"Fri, 31 Dec 9999 23:59:59 GMT"]):
            for option in ("-m", "--retry-max-time"):
                report, _ = self.quickly(1, "--retry", "3", option, "8", self.serve(f"/{number}", self.refusal(value)))
                self.assert_taken(report)
                self.assertEqual(1, len(report["round_trips"]), value)
                self.assertFalse(report["round_trips"][0]["retry"]["will_retry"])

    def test_a_refusals_own_body_is_dropped_within_bounds(self):
        head = b"HTTP/1.1 503 Busy\r\n"
        for number, serve in enumerate([
                endless(head + b"\r\n", b"body"), endless(head + b"Content-Length: 10737418240\r\n\r\n", b"x"),
                endless(head + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
                silent(head + b"Content-Length: 9\r\n\r\nx")]):
            asked = []

            def once(connection, serve=serve, asked=asked):
                asked.append(1)
                return serve(connection) if len(asked) == 1 else connection.send(peer.response()) and peer.OPEN
            report, result = self.quickly(4, *self.RETRY, "-m", "15", self.serve(f"/{number}", once))
            self.assert_taken(report)
            self.assertEqual((2, 200), (len(asked), report["response"]["status"]))
            self.assertNotIn("body" * 10, result.out)

    def test_a_server_that_resets_behind_each_head(self):
        for number, (data,
                     close) in enumerate([(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", peer.RST), (b"", peer.RST),
                                                (b"HTTP/1.1 503 x\r\nContent-Length: 9\r\n\r\n", peer.RST),
                                                (b"HTTP/1.1 503 x\r\nContent-Length: 9\r\n\r\n", peer.FIN)]):
            for options in ([], ["--retry-all-errors"]):
                self.peer.requests.clear()
                report, _ = self.quickly(3, *self.RETRY, *options, "-m", "10", self.serve(f"/{number}", data, close))
                self.assertFalse(report["ok"])
                self.assertLessEqual(len(self.peer.requests), 4)
                self.assertEqual(len(self.peer.requests), len(report["round_trips"]))

    def test_the_heads_of_refusals_have_one_limit(self):
        """Each within --max-header-bytes; together they would fill the memory."""
        fields = (b"X: " + b"a" * 8990 + b"\r\n") * 100
        url = self.serve("/heads", peer.response(b"503 Busy", fields))
        report, _ = self.quickly(5, "--retry", "90", "--retry-delay", "1ms", "-m", "20", url)
        self.assert_taken(report)
        self.assertLess(len(report["round_trips"]), 8)
        self.assertIn("4 MiB", report["round_trips"][-1]["retry"]["refused_because"])

    def test_post_is_sent_once_wherever_its_answer_ends(self):
        """Under every option that could be taken for leave to send it again: one POST for each URL."""
        answers = {"503": self.refusal(b"0"),
                   "gzip": peer.response(fields=b"Content-Encoding: gzip\r\n", body=b"x" * 9),
                   "401": unauthorized([b'Basic realm="x"']), "417": peer.response(b"417 No", b"", b""),
                   "408": peer.response(b"408 Late", b"Connection: close\r\n", b"")}
        options = [*self.RETRY, "--retry-all-errors", "--retry-connrefused", "-L", "--compressed"]
        runs = []
        for name, whole in answers.items():
            for close in (peer.FIN, peer.RST):
                urls = [self.peer.add(f"/{name}/{close}/{cut}", peer.Row("", whole[:cut], close=close))
                        for cut in range(len(whole) + 1)]
                runs.append(urls)
        results = peer.in_parallel(lambda urls: (urls, support.rtrip("-s", "-m", "5", *options, "-d", "x=1", *urls)),
                                   runs)
        for urls, result in results:
            self.assert_clean(result, urls[0])
        wanted = sorted(url.removeprefix(self.peer.origin).encode() for urls in runs for url in urls)
        self.assertEqual(wanted, sorted(self.targets()))


class Challenges(LayersTest):
    OPTIONS = [["--digest"], ["--anyauth"], ["--basic"]]

    def test_a_401_that_never_stops_asking(self):
        count = [0]

        def fresh(connection):
            count[0] += 1
            connection.send(unauthorized([b'Digest realm="x", nonce="n%d", stale=true, qop="auth"' % count[0],
                                          b'Basic realm="x"']))
            return peer.OPEN
        for options in self.OPTIONS:
            count[0] = 0
            report, result = self.quickly(3, *options, "-m", "10", "-u", f"user:{SECRET}", self.serve("/a", fresh))
            self.assertLessEqual(count[0], 5, options)
            self.assertEqual(401, report["response"]["status"])
            self.assertNotIn(SECRET, result.out + result.err)

    def test_challenges_that_are_none(self):
        nonce = b'nonce="n"'
        rows = [
            [b""], [b","], [b"Digest"], [b"Digest "], [b"Digest realm"], [b"Digest realm=\"open"], [b"Digest =,=,="],
            [b'Digest realm="x"'], [b'Digest realm="x", ' + nonce + b", algorithm=MD4"],
            [b'Digest realm="x", ' + nonce + b', algorithm="SHA-512-256"'],
            [b'Digest realm="x", ' + nonce + b', qop="auth-int"'],
            [b'Digest realm="x", ' + nonce + b', qop=""'], [b'Digest realm="' + b"r" * 100_000 + b'", ' + nonce],
            [b'Digest realm="x", nonce="' + b"n" * 100_000 + b'"'], [b"Digest " + b"a=b, " * 20_000 + nonce],
            [b"Digest " + b'a="\\"' * 10_000], [b"Digest realm=\"" + b"\\" * 50_001], [b"A " * 30_000], [b"," * 60_000],
            [b"Digest " + nonce] * 900, [b"Negotiate"] * 900, [b"Digest realm=\"\xff\xfe\", nonce=\"\xff\""],
            [b'Digest realm="a\\"b\\\\c", nonce="q\\"uo\\\\te", opaque="o\\"p", qop="auth"'],
            [b'Digest realm="x", nonce="a\tb", qop=auth'], [b'Digest realm="x", nonce="a, X-Evil: y", qop=auth'],
            [b'Digest realm="\xc2\x9b2J", nonce="\xe2\x80\xae", qop=auth, opaque="\xc2\x85"'],
        ]
        for number, challenges in enumerate(rows):
            for options in self.OPTIONS[:2]:
                self.peer.requests.clear()
                url = self.serve(f"/{number}", unauthorized(challenges))
                report, result = self.quickly(3, *options, "-m", "10", "-u", f"user:{SECRET}", url)
                self.assertIn(report["response"] and report["response"]["status"], (401, None), challenges[0][:60])
                self.assertLessEqual(len(self.peer.requests), 3, challenges[0][:60])
                self.assertNotIn(SECRET, result.out + result.err)
                for request in self.peer.requests:
                    self.assertNotIn(b"dXNlcjpzM2Ny", request)  # Basic was not asked for
                    self.assertNotIn(b"\nX-Evil", request)
                    self.assertNotRegex(request, rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
                    self.assertLess(len(request), 20_000, challenges[0][:60])

    def test_a_401s_own_body_is_dropped_within_bounds(self):
        head = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="x", nonce="n", qop="auth"\r\n'
        for number, serve in enumerate([endless(head + b"\r\n", b"body"),
                                        endless(head + b"Content-Length: 10737418240\r\n\r\n", b"x"),
                                        silent(head + b"Content-Length: 9\r\n\r\nx")]):
            asked = []

            def once(connection, serve=serve, asked=asked):
                asked.append(1)
                return serve(connection) if len(asked) == 1 else connection.send(peer.response()) and peer.OPEN
            report, _ = self.quickly(4, "--digest", "-u", "u:p", "-m", "15", self.serve(f"/{number}", once))
            self.assert_taken(report)
            self.assertEqual((2, 200), (len(asked), report["response"]["status"]))

    def test_a_realm_on_a_terminal(self):
        url = self.serve("/realm",
                         unauthorized([b'Digest realm="' + CONTROLS[10:] + b'", nonce="n\xc2\x9b"', b"\xc2\x9b2J x"]))
        for options in ([], ["-v"], ["-i"], ["-s", "-S", "-f"], ["-j"]):
            for user in (["-u", "u:p", "--digest"], ["-u", "u:p", "--anyauth"], []):
                _, raw = on_terminal("-m", "5", *user, *options, url)
                self.assertIsNone(RAW.search(OWN.sub("", raw.decode("utf-8", "replace"))), raw[-1500:])


if __name__ == "__main__":
    peer.main()
