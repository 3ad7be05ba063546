#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a peer says reaches a terminal escaped or not at all, and secrets reach nobody."""
import base64
import os
import pty
import re
import subprocess
import tempfile
import threading

import peer
import support

EVIL = b"\xc2\x9b31m\x9b2J\xe2\x80\xaegnp.exe\xe2\x80\xa6\xff\xe2\x80\xa8"
# What the report itself may use: colours, and erasing its own line of progress.
OWN = re.compile(r"\x1b\[[0-9;]*m|\r\x1b\[K|\r\x1b\[2K")
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def on_terminal(*arguments):
    """Runs the command with stdout and stderr on one terminal; (status, bytes)."""
    master, slave = pty.openpty()
    process = subprocess.Popen([support.RTRIP, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=slave,
                               stderr=slave,
                               env=support.environment(TERM="xterm-256color"))
    os.close(slave)
    watchdog = threading.Timer(support.LIMIT_SECONDS, process.kill)
    watchdog.start()
    pieces = []
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # EIO: the last writer is gone
            break
        pieces.append(piece)
    os.close(master)
    status = process.wait()
    watchdog.cancel()
    return status, b"".join(pieces).replace(b"\r\n", b"\n")


OUTPUTS = [[], ["-v"], ["-i"], ["-i", "-o", "-"], ["-D", "-"], ["-D", "-", "-o", "/dev/null"], ["-j"],
           ["-j", "--pretty"], ["-s", "-o", "-"], ["-I"], ["-o", "-", "-v"],
           ["--trace", "-"], ["--trace-ascii", "-", "-o", "/dev/null"], ["-S", "-s"], ["--color", "always", "-v"],
           ["--report-file", "-"], ["-f"],
           ["-w",
            "%header{x} %header{location} %{header_json} %{json} %{errormsg} %{content_type} %{redirect_url} "
            "%{stderr}%header{x}\\n"]]

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "reason": b"HTTP/1.1 200 " + EVIL + b"\r\nContent-Length: 0\r\n\r\n",
    "value": peer.response(fields=b"X: " + EVIL + b"\r\nContent-Type: " + EVIL + b"\r\n"
                           b"Set-Cookie: a=" + EVIL + b"; " + EVIL + b"\r\n"),
    "location": peer.response(b"302 x", b"Location: http://x/" + EVIL + b"\r\nX: y\r\n"),
    "interim": b"HTTP/1.1 103 " + EVIL + b"\r\nLink: " + EVIL + b"\r\n\r\n" + peer.response(),
    "trailer": CHUNKED + b"2\r\nok\r\n0\r\nX: " + EVIL + b"\r\n\r\n",
    "ESC in the reason": b"HTTP/1.1 200 \x1b[2J" + EVIL + b"\r\n\r\n",
    "ESC in a value": peer.response(fields=b"X: \x1b]0;title\x07\r\n"),
    "ESC in a name": peer.response(fields=b"X\x1b[2J" + EVIL + b": y\r\n"),
    "no colon": peer.response(fields=EVIL + b"\r\n"),
    "a fold": peer.response(fields=b"X: y\r\n " + EVIL + b"\r\n"),
    "a banner": b"\x1b]0;title\x07\x1b[2J" + EVIL + b"\r\n",
    "a length": b"HTTP/1.1 200 OK\r\nContent-Length: " + EVIL + b"\r\n\r\n",
    "a coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + EVIL + b"\r\n\r\n",
    "a content coding": peer.response(fields=b"Content-Encoding: " + EVIL + b"\r\n"),
    "a chunk size": CHUNKED + b"\x9b\r\n", "a chunk extension": CHUNKED + b"2;" + EVIL + b"\r\nok\r\n0\r\n\r\n",
    "a bad trailer": CHUNKED + b"0\r\n" + EVIL + b"\r\n\r\n",
    "101": b"HTTP/1.1 101 " + EVIL + b"\r\nUpgrade: " + EVIL + b"\r\n\r\n",
    "surplus": peer.response() + b"\x1b[2J" + EVIL,
    "an error page": peer.response(b"500 " + EVIL, b"X: " + EVIL + b"\r\n", b"\x1b[2J" + EVIL),
}

BODIES = {
    "ESC": b"text\n\x1b[2Jhidden\n", "NUL": b"text\n\0hidden\n", "C1 as UTF-8": b"text\n\xc2\x9b2Jhidden\n",
    "C1 as a byte": b"text\n\x9b2Jhidden\n",
    "bidi": b"text\n\xe2\x80\xaehidden\n", "lone CR": b"text\nxxxx\rhidden\n", "DEL": b"text\n\x7fhidden",
    "BS": b"text\n\x08hidden", "late": b"a" * 300_000 + b"\n\x1b[2Jhidden",
    "late, in one line": b"a" * 300_000 + b"\x1b[2Jhidden", "cut UTF-8": b"text\n\xe2\x80", "cut C1": b"text\n\xc2",
    "overlong": b"text\n\xc0\x9b\x1b[2J", "PNG": b"\x89PNG\r\n\x1a\n\0\0",
    "ESC at the end": b"text\n\x1b", "line separators": b"text\n\xe2\x80\xa8hidden",
}


class Terminal(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)

    def assert_harmless(self, raw, where):
        text = OWN.sub("", raw.decode("utf-8", "surrogateescape"))
        found = RAW.search(text)
        self.assertIsNone(found, f"{where}: {raw[-2000:]!r}")
        self.assertIsNone(re.search("[\udc80-\udcff]", text), f"{where}: bytes that are no UTF-8: {raw[-2000:]!r}")

    def test_what_is_shown_of_an_answer(self):
        for i, (name, data) in enumerate(ANSWERS.items()):
            url = self.peer.add(f"/{i}", peer.Row(name, data))
            for options, (status, raw) in zip(OUTPUTS,
                                              peer.in_parallel(lambda o, url=url: on_terminal("-m", "5", *o, url),
                                                               OUTPUTS)):
                self.assertGreaterEqual(status, 0)
                self.assert_harmless(raw, f"{name} {options}")
        for options in (["-j"], ["-v"], []):
            for i in range(len(ANSWERS)):
                self.assert_clean(support.rtrip("-m", "5", *options, f"{self.peer.origin}/{i}"), f"{i} {options}")

    def test_heads_into_files_are_what_came(self):
        url = self.peer.add("/value", peer.Row("", ANSWERS["value"]))
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(0, support.rtrip("-D", f"{folder}/heads", url).status)
            with open(f"{folder}/heads", "rb") as file:
                self.assertEqual(ANSWERS["value"].split(b"\r\n\r\n")[0] + b"\r\n\r\n", file.read())

    def test_bodies(self):
        def show(pair):
            name, body = pair
            for cut in ("whole", "bytes", "halves"):
                url = self.peer.add(f"/{name.replace(' ', '-')}/{cut}", peer.Row(name, peer.response(body=body)), cut)
                for options in (["-o", "-"], ["-i", "-s", "-o", "-"]):
                    status, raw = on_terminal("-m", "5", *options, url)
                    self.assertGreaterEqual(status, 0)
                    self.assert_harmless(raw, f"{name} {cut} {options}")
                    self.assertNotIn(b"hidden", raw, f"{name} {cut} {options}")
            piped = support.rtrip("-s", "-o", "-", url)
            self.assertEqual((0, body), (piped.status, piped.bytes), name)
        peer.in_parallel(show, BODIES.items())
        text = "Gr\u00fc\u00dfe \u4f60\u597d\n\tand a tab\r\n".encode()
        url = self.peer.add("/text", peer.Row("", peer.response(body=text)), "bytes")
        status, raw = on_terminal("-s", "-o", "-", url)
        self.assertEqual((0, text.replace(b"\r", b"")), (status, raw.replace(b"\r", b"")))


SECRET = "Tr0ub4dor-swordfish"
BASIC = base64.b64encode(f"user:{SECRET}".encode()).decode()
# Not -i and -D, which give a head away as it came.
REPORTS = [[], ["-v"], ["-j"], ["-j", "--pretty"], ["--trace", "-"], ["--trace-ascii", "-"], ["-S", "-s"],
           ["-v", "-o", "-"],
           ["-w",
            "%{json} %{url} %{url_effective} %{urle.user} %{errormsg} %{header_json} "
            "%header{x-echo} %{referer} %{redirect_url}\\n"]]


class Secrets(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)
        # Answers that give back what was asked, where reports and messages quote them: `c` the credentials.
        secret = SECRET.encode()
        echo = {
            "/ok": lambda c: peer.response(fields=b"X-Echo: " + c + b"\r\n"),
            "/cookie": lambda c: peer.response(fields=b"Set-Cookie: s=" + secret + b"; path=/\r\n"),
            "/location": lambda c: peer.response(b"302 x", b"Location: http://user:" + secret + b"@127.0.0.1:1/\r\n"),
            "/reason": lambda c: peer.response(b"200 " + c),
            "/trailer": lambda c: CHUNKED + b"0\r\nX-Echo: " + c + b"\r\n\r\n",
            "/nocolon": lambda c: peer.response(fields=c.replace(b":", b"") + b"\r\n"),
            "/request": lambda c: b"GET / HTTP/1.1\r\nAuthorization: " + c + b"\r\n\r\n",
            "/junk": lambda c: c + b"\r\n",
            "/code": lambda c: b"HTTP/1.1 " + c + b"\r\n\r\n",
            "/length": lambda c: b"HTTP/1.1 200 OK\r\nContent-Length: " + c + b"\r\n\r\n",
            "/name": lambda c: peer.response(fields=b"X(" + c.replace(b":", b"") + b": y\r\n"),
            "/101": lambda c: b"HTTP/1.1 101 x\r\nUpgrade: " + c + b"\r\n\r\n",
            "/surplus": lambda c: peer.response() + c,
            "/empty": lambda c: b"",
        }
        # Quotations are cut: wherever that is, it may be within the secret.
        for padding in range(20, 64, 6):
            echo[f"/cut{padding}"] = lambda c, padding=padding: b"HTTP/1.1 2 " + b"." * padding + c + b"\r\n\r\n"
        self.targets = list(echo)
        for target, answer in echo.items():
            def serve(connection, answer=answer):
                connection.send(answer(self.credentials(connection.request)))
            self.peer.add(target, peer.Row(target, serve))

    @staticmethod
    def credentials(request):
        found = re.search(rb"(?im)^(?:authorization|cookie): ([^\r\n]*)", request)
        return found.group(1) if found else b"none"

    def assert_secret(self, text, where, secrets=(SECRET, BASIC)):
        for secret in secrets:
            # Neither whole nor enough of it to guess the rest.
            for start in range(len(secret) - 9):
                self.assertNotIn(secret[start:start + 10], text, f"{where}\n{text}")

    def look(self, url, *credentials, secrets=(SECRET, BASIC)):
        def one(options):
            if url.endswith(("/surplus", "/trailer")) and options and options[0].startswith("--trace"):
                return  # the bytes of a body, and what lies behind it, are shown as they are
            result = support.rtrip("-m", "5", *credentials, *options, url)
            where = f"{credentials} {options} {url}"
            self.assertGreaterEqual(result.status, 0, where)
            self.assert_secret(result.out + result.err, where, secrets)
        peer.in_parallel(one, REPORTS)

    def test_user_and_password(self):
        for target in self.targets:
            self.look(self.peer.origin + target, "-u", "user:" + SECRET)

    def test_password_in_the_url(self):
        for target in ("/ok", "/junk", "/empty", "/location", "/request"):
            self.look(f"http://user:{SECRET}@127.0.0.1:{self.peer.port}{target}")

    def test_bearer_cookie_and_own_field(self):
        for target in ("/ok", "/request", "/cut44"):
            self.look(self.peer.origin + target, "--oauth2-bearer", SECRET)
            self.look(self.peer.origin + target, "-b", "session=" + SECRET)
            self.look(self.peer.origin + target, "-H", "Authorization: Basic " + BASIC)
            self.look(self.peer.origin + target, "-H", "authorization: Custom " + SECRET)
            self.look(self.peer.origin + target, "-H", "Cookie: a=b; session=" + SECRET)

    def test_messages_about_urls(self):
        for url in (f"http://user:{SECRET}@127.0.0.1:1/", f"http://user:{SECRET}@127.0.0.1:0/",
                    f"http://user:{SECRET}@/", f"http://user:{SECRET}@[::1/",
                    f"gopher://user:{SECRET}@h/", f"user:{SECRET}@127.0.0.1:1/", f"http://user:{SECRET}@a b/",
                    f"https://user:{SECRET}@127.0.0.1:{self.peer.port}/",
                    f"http://user:{SECRET}@name.onion/", f"http://user:{SECRET}@127.0.0.1:1/{{",
                    f"http://user:{SECRET}@h:x/", f"http://user:{SECRET}\x01@h/",
                    f"http://user:{SECRET}%zz@127.0.0.1:1/", f"http://user:a@{SECRET}@127.0.0.1:1/",
                    f"http://:{SECRET}@127.0.0.1:1/"):
            self.look(url)

    def test_messages_about_options(self):
        for options in (["-u", f"user:{SECRET}\r\nX: y"], ["--oauth2-bearer", f"{SECRET}\n"], ["-b", f"a={SECRET}\r\n"],
                        ["-H", f"Authorization: Basic {SECRET}\r\nX: y"],
                        ["-H", f"Cookie: {SECRET}\x01"], ["-H", f"Authorization {SECRET}"],
                        ["-H", f"Proxy-Authorization: {SECRET}\x07"],
                        ["--url", f"http://user:{SECRET}@[/"], ["-e", f"http://user:{SECRET}@h/\n"],
                        ["-m", "x", "-u", f"user:{SECRET}"],
                        ["--unknown", "-u", f"user:{SECRET}"], ["-u", f"user:{SECRET}", "--cacert", "/nonexistent"]):
            self.look(self.peer.origin + "/ok", *options)
        with tempfile.TemporaryDirectory() as folder:
            for text in (f'user = "user:{SECRET}"\nbad option\n', f'user "user:{SECRET}',
                         f"oauth2-bearer = {SECRET} x\n", f"header = \"Authorization: {SECRET}\\r\"\n",
                         f"usr = user:{SECRET}\n"):
                with open(f"{folder}/config", "w", encoding="ascii") as file:
                    file.write(text)
                self.look(self.peer.origin + "/ok", "-K", file.name)

    def test_they_are_sent_and_shown_when_asked_for(self):
        result = support.rtrip("-j", "--show-secrets", "-u", "user:" + SECRET, self.peer.origin + "/ok")
        self.assertIn(BASIC, result.out)
        self.assertIn(BASIC.encode(), self.peer.requests[-1])


if __name__ == "__main__":
    peer.main()
