#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every option that rtrip shares with curl, given to both in front of the same server: what they send, what they write
and what they exit with must be the same.

Fields are compared as a set, without the blanks around their values: both are among the deliberate differences of
docs/curl-compatibility.md. The names of the programs in User-Agent count as equal. What else differs on purpose stands in
the row that shows it (`differs`), and such a row fails when there is no difference any more.
"""
import dataclasses
import gzip
import os
import pathlib
import re
import shlex
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
import support  # noqa: E402

support.skip_unless("curl", "openssl")
CURL = "curl"


def answer(body=b"hello", status=b"200 OK", fields=b""):
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, fields, len(body), body)


@dataclasses.dataclass
class Case:
    """`words` may hold URL, PORT, DIR and SOCKET. `reply`: bytes for each request, or a list for one after the other."""
    words: list
    reply: object = dataclasses.field(default_factory=answer)
    stdin: bytes = b""
    files: dict = dataclasses.field(default_factory=dict)
    tls: bool = False
    outcome: tuple = ("code", "requests", "out", "files")   # What is compared.
    code: int | None = None                                 # What both must exit with.
    differs: str = ""                                       # Why the two differ.


class Server:
    """Answers requests as its case says and keeps their bytes, connection by connection."""

    def __init__(self, case, folder, certificate):
        self.case, self.certificate = case, certificate
        self.requests, self.lock = [], threading.Lock()
        self.listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.listeners[0].getsockname()[1]
        try:
            self.listeners.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        except OSError:
            pass
        unix = socket.socket(socket.AF_UNIX)
        self.path = str(folder / "socket")
        unix.bind(self.path)
        unix.listen()
        self.listeners.append(unix)
        self.abstract = f"rtrip-parity-{os.getpid()}-{self.port}"
        self.listeners.append(socket.socket(socket.AF_UNIX))
        self.listeners[-1].bind("\0" + self.abstract)
        self.listeners[-1].listen()
        for listener in self.listeners:
            threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    def restart(self):
        with self.lock:
            taken, self.requests = self.requests, []
        return taken

    def close(self):
        for listener in self.listeners:
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            listener.close()

    def accept(self, listener):
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        peer.settimeout(20)
        try:
            if self.case.tls:
                peer = self.certificate.wrap_socket(peer, server_side=True)
            with peer, peer.makefile("rb") as stream:
                while self.answer_one(peer, stream):
                    pass
        except (OSError, ssl.SSLError):
            pass

    def answer_one(self, peer, stream):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return False
            head += line
        fields = {n.strip().lower(): v.strip() for n, _, v in (f.partition(b":") for f in head.split(b"\r\n")[1:])}
        if fields.get(b"expect") == b"100-continue":
            peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = b""
        if fields.get(b"transfer-encoding") == b"chunked":
            while size := int(stream.readline(), 16):
                body += stream.read(size)
                stream.readline()
            stream.readline()
        else:
            body = stream.read(int(fields.get(b"content-length", 0)))
        shown = self.case.tls and peer.getpeercert(binary_form=True)
        with self.lock:
            index = len(self.requests)
            self.requests.append((b"with a certificate: " if shown else b"") + head + body)
        replies = self.case.reply if isinstance(self.case.reply, list) else [self.case.reply]
        reply = replies[min(index, len(replies) - 1)].replace(b":PORT", b":%d" % self.port)
        if head.startswith(b"HEAD "):
            reply = reply.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        peer.sendall(reply)
        return b"Content-Length" in reply or b"chunked" in reply


def comparable(request):
    head, _, body = request.partition(b"\r\n\r\n")
    if b"Content-Type: multipart/" in head:
        # Boundaries are drawn anew each time, and of different lengths.
        head = head.replace(b"Content-Length: %d" % len(body), b"Content-Length: RIGHT")
        for number, boundary in enumerate(re.findall(rb"boundary=([^\r\n]+)", request)):
            head, body = (text.replace(boundary, b"BOUNDARY%d" % number) for text in (head, body))
    first, *fields = re.sub(rb"(User-Agent: )(?:curl|rtrip)/\S+", rb"\1DEFAULT", head).split(b"\r\n")
    return [first, sorted(re.sub(rb"^([^:]+):[ \t]*(.*?)[ \t]*$", rb"\1: \2", field) for field in fields), body]


@dataclasses.dataclass
class Run:
    code: int
    requests: list
    out: bytes
    files: dict
    err: str


def fill(word, case, server, folder):
    scheme = "https" if case.tls else "http"
    word = word.replace("URL", f"{scheme}://127.0.0.1:{server.port}").replace("PORT", str(server.port))
    word = word.replace("ABSTRACT", server.abstract).replace("PKI", str(folder.parent))
    return word.replace("SOCKET", server.path).replace("CA", str(folder.parent / "ca.pem"))


def run(program, more, case, server, folder):
    here = folder / program[0].rpartition("/")[2]
    here.mkdir()
    for name, content in case.files.items():
        (here / name).write_bytes(content)
    done = subprocess.run([*program, *more, *(fill(word, case, server, folder) for word in case.words)], input=case.stdin, cwd=here, timeout=60,
                          env=support.environment(), capture_output=True)
    requests = server.restart()
    files = {str(p.relative_to(here)): p.read_bytes() for p in sorted(here.rglob("*")) if p.is_file()}
    return Run(done.returncode, [comparable(r) for r in requests], done.stdout, files,
               done.stderr.decode("utf-8", "replace"))


FILE = {"f": b"line one\r\nline two\n\x01\xff", "g": b"second"}
GONE = answer(b"gone", b"404 Not Found")
TWO = [answer(b"one"), answer(b"two")]
TRAILED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n"
FIELDS = answer(fields=b"X-One: 1\r\nContent-Type: text/plain\r\nSet-Cookie: a=b; Path=/\r\n")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n"
EXPECT = "Expect is sent from 1 MiB on (as newer curls), not always"
TEN = answer(b"0123456789")


def moved(status, location=b"/b"):
    return answer(b"moved", status, b"Location: " + location + b"\r\n")


TO_B = moved(b"302 Found")
TO_NAME = moved(b"302 Found", b"http://localhost:PORT/n")
BUSY = answer(b"busy", b"503 Service Unavailable")
SET = answer(b"set", fields=b"Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=d; Path=/2/3\r\n")
JAR = {"f": b"127.0.0.1\tFALSE\t/\tFALSE\t0\tk\tv\n127.0.0.1\tFALSE\t/x\tFALSE\t0\tn\to\nSet-Cookie: h=i\n"}
GZIP = gzip.compress(b"compressed text " * 9, mtime=0)
BASIC = answer(b"log in", b"401 Unauthorized", b"WWW-Authenticate: Basic realm=\"r\"\r\n")
ASKS = answer(b"log in", b"401 Unauthorized", b"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5\r\n")
NETRC = {"f": b"machine 127.0.0.1 login me password secret\n"}


def case(words, *arguments, **more):
    return Case(words.split() + list(arguments), **more)


CASES = [
    # request
    case("-o - URL/"),
    case("-o - URL"),
    case("-o - URL?x=/y"),
    case("-o - URL/a/../b/./c?d/../e#f"),
    case("-o - --path-as-is URL/a/../b/./c"),
    case("-o -", "URL/a b", differs="a space is sent as %20, where curl refuses the URL"),
    case("-o - URL/%41%zz\u00e9"),
    case("-o - -X DELETE URL/"),
    case("-o - --request OPTIONS --request-target * URL/"),
    case("-o - -X POST URL/", differs="POST without a body has Content-Length: 0 (RFC 9110 section 8.6)"),
    case("-o - -X PUT -d x URL/"),
    case("-o - -A", "my agent", "URL/"),
    case("-o - -A", "", "URL/"),
    case("-o - -e http://ref/ URL/"),
    case("-o - -e ;auto URL/"),
    case("-o - -e http://ref/;auto URL/"),
    case("-o - -r 0-3 URL/", reply=answer(b"0123", b"206 Partial Content", b"Content-Range: bytes 0-3/10\r\n")),
    case("-o - -r 3 URL/", reply=answer(b"3456789", b"206 Partial Content", b"Content-Range: bytes 3-9/10\r\n")),
    case("-o - -r -4 URL/", reply=answer(b"6789", b"206 Partial Content", b"Content-Range: bytes 6-9/10\r\n")),
    case("-o - -r 0-0,2-3 URL/"),
    case("-o - -r 2-4 URL/", reply=TEN),
    case("-o - -H", "X: y", "-H", "Accept:", "-H", "Empty;", "-H", "x: z", "-H", "NoColon", "URL/"),
    case("-o - -H", "Host: other", "URL/"),
    case("-o - -H", "Host:", "URL/"),
    case("-o - -H", "User-Agent:", "URL/"),
    case("-o - -H", "user-agent: mine", "-A", "other", "URL/"),
    case("-o - -H", "Content-Type: text/x", "-d", "a", "URL/"),
    case("-o - -H", "Content-Type:", "-d", "a", "URL/"),
    case("-o - -H", "Content-Length: 1", "-d", "a", "URL/"),
    case("-o - -H", "Transfer-Encoding: chunked", "-d", "abc", "URL/"),
    case("-o - -H", "Connection: close", "URL/"),
    case("-o - -H", "X:   spaced   ", "URL/"),
    case("-o - -H @f URL/", files={"f": b"A: 1\r\nB: 2\n\nC:\n"}),
    case("-o - -H @- URL/", stdin=b"A: 1\n"),
    case("-o - -0 URL/"),
    case("-o - -0 -d x URL/"),
    case("-o - --http1.1 URL/"),
    case("-o - -0 --http1.1 URL/"),
    case("-o - --url URL/"),
    case("-o - -g URL/{a,b}[1-2]"),
    case("-o - URL/{a,b}/[1-2]", reply=TWO),
    case("-o #1-#2 URL/{a,b}/[1-2]", reply=TWO),
    case("-o - URL/[08-10:2]", reply=TWO),
    case("-o - URL/[c-a]", outcome=("code", "requests")),
    case("-o - --url-query a=b&c --url-query +d%20e URL/"),
    case("-o - --url-query a=b URL/?x=y"),
    case("-o - --url-query n@f URL/", files={"f": b"a b"}),
    case("-K f URL/", files={"f": b"# c\nheader = \"X: \\\"y\\\"\"\n-d a\ndata b\nuser-agent: z\noutput=-\n"}),
    case("-K - URL/", stdin=b"head\noutput -\n"),
    case("-o - -I URL/", reply=FIELDS),
    case("-o f -I URL/", reply=FIELDS),
    case("-o - -I -X GET URL/", reply=FIELDS, outcome=("code", "requests")),
    case("-o - -G -d a=b -d c URL/"),
    case("-o - -G -d a URL/?x"),
    case("-o - -G -I -d a URL/"),
    case("-o - -G -X POST -d a URL/", differs="POST without a body has Content-Length: 0 (RFC 9110 section 8.6)"),
    case("-o - -G --data-urlencode", "a=b c", "URL/"),
    # body
    case("-o - -d a=b URL/"),
    case("-o - -d a -d b URL/"),
    case("-o - -d @f URL/", files=FILE),
    case("-o - -d @- URL/", stdin=b"a\r\nb\0c\n", outcome=("code", "out")),
    case("-o - -d @missing URL/", differs="a file that cannot be read ends it with 26"),
    case("-o - --data-ascii @f URL/", files=FILE),
    case("-o - --data-raw @f URL/"),
    case("-o - --data-binary @f URL/", files=FILE),
    case("-o - --data-binary @- URL/", stdin=b"a\r\nb\n"),
    case("-o - --data-binary x --data-binary @f URL/", files=FILE),
    case("-o - -d", "", "URL/"),
    case("-o - --data-urlencode", "a b&", "--data-urlencode", "=c=d", "--data-urlencode", "n=e f", "URL/"),
    case("-o - --data-urlencode @f --data-urlencode n@f URL/", files=FILE),
    case("-o - --json {} --json [1] URL/"),
    case("-o - --json @f -H Accept:x URL/", files={"f": b"{\"a\":\n1}\n"}),
    case("-o - -T f URL/", files=FILE, differs=EXPECT),
    case("-o - -T f URL/dir/", files=FILE, differs=EXPECT),
    case("-o - -T - URL/x", stdin=b"piped"),
    case("-o - -T . URL/x", stdin=b"piped"),
    case("-o - -T missing URL/x"),
    case("-o - -T f URL/one -o - -T g URL/two", files=FILE, differs=EXPECT),
    case("-o - -T f -X POST URL/", files=FILE, differs=EXPECT),
    case("-o - -T f URL/", files={"f": b""}),
    case("-o - -H Expect: -T f URL/", files={"f": b"x" * 1_200_000}),
    case("-o - --expect100-timeout 5 -d @f URL/", files={"f": b"x" * 1_200_000}),
    case("-o - -H Expect:100-continue -d x URL/"),
    case("-o - -d a -T f URL/", files=FILE),
    case("-o - -d a -I URL/"),
    # credentials
    case("-o - -u me:secret URL/"),
    case("-o - -u me: URL/"),
    case("-o - -u :secret URL/"),
    case("-o - --basic -u a:b:c URL/"),
    case("-o - --oauth2-bearer token URL/"),
    case("-o - http://me:s%40x@127.0.0.1:PORT/"),
    case("-o - http://me@127.0.0.1:PORT/"),
    case("-o - -u a:b http://me:x@127.0.0.1:PORT/"),
    case("-o - -u a:b -H", "Authorization: mine", "URL/"),
    # TLS
    case("-o - URL/", tls=True, code=60),
    case("-o - -k URL/", tls=True, code=0),
    case("-o - --cacert CA URL/", tls=True, code=0),
    case("-o - --cacert missing URL/", tls=True, code=77),
    case("-o - --cacert CA https://localhost:PORT/", tls=True, code=0),
    case("-o - --cacert CA --resolve bad.example:PORT:127.0.0.1 https://bad.example:PORT/", tls=True, code=60),
    case("-o - -k --tls-max 1.2 URL/", tls=True, code=0),
    case("-o - -k --tlsv1.2 --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256 URL/", tls=True),
    case("-o - -k --tls-max 1.2 --ciphers NONSENSE URL/", tls=True, code=59),
    case("-o - -k --tlsv1.3 URL/", tls=True),
    case("-o - -k --tls13-ciphers TLS_AES_128_GCM_SHA256 URL/", tls=True),
    case("-o - -k --curves X25519 URL/", tls=True),
    case("-o - -k --no-alpn URL/", tls=True),
    case("-o - -k --no-sessionid URL/", tls=True),
    case("-o - -k --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= URL/", tls=True, code=90),
    case("-o - -k --cert-status URL/", tls=True, code=91),
    case("-o - -k -E missing URL/", tls=True, code=58),
    case("-o - --crlfile missing --cacert CA URL/", tls=True, code=82),
    case("-o - --capath PKI/hashed URL/", tls=True, code=0),
    case("-o - --capath PKI URL/", tls=True, code=60),
    case("-o - -k -E PKI/both.pem URL/", tls=True, code=0),
    case("-o - -k -E PKI/ca.pem --key PKI/key.pem URL/", tls=True, code=0),
    case("-o - -k -E PKI/ca.pem --key PKI/locked.pem --pass secret URL/", tls=True, code=0),
    case("-o - -k -E PKI/ca.pem:secret --key PKI/locked.pem URL/", tls=True, code=0),
    case("-o - -k -E PKI/ca.pem --key PKI/locked.pem --pass wrong URL/", tls=True, code=58),
    case("-o - -k -E PKI/ca.der --cert-type DER --key PKI/key.der --key-type DER URL/", tls=True, code=0),
    case("-o - -k -E PKI/both.p12:secret --cert-type P12 URL/", tls=True, code=0),
    case("-o - -k -E PKI/ca.pem --cert-type NONSENSE URL/", tls=True, outcome=("requests", "out")),
    case("-o - -k -1 URL/", tls=True),
    case("-o - -k --tlsv1.0 URL/", tls=True),
    case("-o - -k --tlsv1.1 URL/", tls=True),
    # connection
    case("-o - --abstract-unix-socket ABSTRACT http://h.example/x"),
    case("-o - --abstract-unix-socket rtrip-parity-none http://h.example/x", code=7),
    case("-o - -4 http://localhost:PORT/"),
    case("-o - -6 http://[::1]:PORT/"),
    case("-o - --interface lo URL/"),
    case("-o - --interface 127.0.0.1 URL/"),
    case("-o - --interface nosuch0 URL/", code=45),
    case("-o - --local-port 40000-49999 URL/"),
    case("-o - --resolve h.example:PORT:127.0.0.1 http://h.example:PORT/"),
    case("-o - --resolve *:PORT:127.0.0.1 http://h.example:PORT/"),
    case("-o - --resolve h.example:PORT:nonsense http://h.example:PORT/", code=49),
    case("-o - --connect-to h.example:80:127.0.0.1:PORT http://h.example/"),
    case("-o - --connect-to ::127.0.0.1:PORT http://h.example/"),
    case("-o - --unix-socket SOCKET http://h.example/x"),
    case("-o - --unix-socket missing http://h.example/x", code=7),
    case("-o - --happy-eyeballs-timeout-ms 50 http://localhost:PORT/"),
    case("-o - --no-keepalive URL/"),
    case("-o - --keepalive-time 9 URL/"),
    case("-o - --no-tcp-nodelay URL/"),
    case("-o - --tcp-nodelay URL/"),
    case("-o - http://127.0.0.1:1/", code=7),
    case("-o - nonsense://h/", code=1),
    case("-o - http://h:99999/", code=3),
    # limits
    case("-o - -m 5 --connect-timeout 5 URL/"),
    case("-o - -m nonsense URL/", code=2),
    case("-o - --max-filesize 3 URL/", reply=TEN, code=63, outcome=("code", "requests")),
    case("-o - --max-filesize 10 URL/", reply=TEN, code=0),
    case("-o - --limit-rate 1M URL/", reply=TEN),
    case("-o - -y 3 -Y 1 URL/"),
    # output
    case("-o f URL/"),
    case("-o f URL/ -o g URL/", reply=TWO),
    case("-O URL/a/name?q"),
    case("-O URL/", outcome=("code",), code=23),
    case("-o d/f --create-dirs URL/"),
    case("-o d/f URL/", code=23),
    case("--output-dir d --create-dirs -o f URL/"),
    case("--output-dir d --create-dirs -O URL/name"),
    case("-o f --no-clobber URL/", files=FILE),
    case("-o f --clobber URL/", files=FILE),
    case("-o f --remove-on-error -f URL/", reply=GONE, files=FILE),
    case("-o f --remove-on-error URL/", reply=answer(b"x")[:-1], outcome=("code", "files")),
    case("-D h -o - URL/", reply=FIELDS),
    case("-D - -o f URL/", reply=FIELDS),
    case("-D h -o - URL/", reply=TRAILED),
    case("-D - -o f URL/", reply=TRAILED),
    case("-i -o - URL/", reply=TRAILED),
    case("-i -o - URL/", reply=FIELDS),
    case("-i -o f URL/", reply=b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + FIELDS),
    case("-o - URL/", reply=CHUNKED),
    case("-i -o - URL/", reply=CHUNKED),
    case("-f -o - URL/", reply=GONE, code=22),
    case("-f -i -o - URL/", reply=GONE, code=22),
    case("--fail-with-body -o - URL/", reply=GONE, code=22),
    case("--fail-with-body -f -o - URL/", reply=GONE,
         differs="the later one wins, where curl refuses the pair"),
    case("-N -o - URL/"),
    case("-v -o - URL/"),
    case("-o - --trace /dev/null URL/"),
    case("-o - --trace-ascii /dev/null URL/"),
    case("-# -s -o - URL/"),
    case("-sS -o - URL/"),
    case("-o - -w", "%{http_code} %{method} %{size_download} %{content_type} %{num_connects} %{url_effective}\\n", "URL/",
         reply=FIELDS),
    case("-o - -w", "%{header_json}", "URL/", reply=FIELDS, differs="cookies are masked without --show-secrets"),
    case("-o - -w", "%{exitcode} %{scheme} %{http_version} %{remote_ip} %{filename_effective}|%{urlnum}|%{nope}|%%",
         "URL/", reply=FIELDS, outcome=("code", "out")),
    case("-o - -w @f URL/", files={"f": b"a%{response_code}\\tb"}),
    case("-o - -w", "%{stderr}x%{stdout}y%{onerror}z", "URL/"),
    case("-o - -w", "%{size_header} %{size_request} %{size_upload} %{num_headers} %{ssl_verify_result}", "-d", "abc",
         "-A", "x", "URL/"),
    # redirects
    case("-o - URL/", reply=TO_B),
    case("-o - -L URL/", reply=[TO_B, TEN]),
    case("-i -o - -L URL/", reply=[TO_B, TEN]),
    case("-o - -L -d a=b URL/", reply=[TO_B, TEN]),
    case("-o - -L -d a=b URL/", reply=[moved(b"303 See Other"), TEN]),
    case("-o - -L -d a=b URL/", reply=[moved(b"307 Temporary Redirect"), TEN]),
    case("-o - -L -d a=b URL/", reply=[moved(b"308 Permanent Redirect"), TEN]),
    case("-o - -L --post301 -d a=b URL/", reply=[moved(b"301 Moved Permanently"), TEN]),
    case("-o - -L --post302 -d a=b URL/", reply=[TO_B, TEN]),
    case("-o - -L --post303 -d a=b URL/", reply=[moved(b"303 See Other"), TEN]),
    case("-o - -L -X PUT -d a=b URL/", reply=[TO_B, TEN], differs="a PUT whose body is gone has Content-Length: 0"),
    case("-o - -L -X DELETE URL/", reply=[moved(b"303 See Other"), TEN]),
    case("-o - -L -I URL/", reply=[TO_B, TEN]),
    case("-o - -L -e ;auto URL/a", reply=[TO_B, TEN]),
    case("-o - -L -u me:secret URL/", reply=[TO_B, TEN]),
    case("-o - -L -u me:secret URL/", reply=[TO_NAME, TEN]),
    case("-o - -L --location-trusted -u me:secret URL/", reply=[TO_NAME, TEN]),
    case("-o - -L -H", "Authorization: x", "-H", "Cookie: a=b", "URL/", reply=[TO_NAME, TEN]),
    case("-o - -L --max-redirs 2 URL/", reply=TO_B, code=47),
    case("-o - -L --max-redirs 0 URL/", reply=TO_B, code=47),
    case("-o - -L URL/", reply=moved(b"302 Found", b"gopher://h/"), code=1, outcome=("code", "requests")),
    case("-o - -L URL/a/b?c", reply=[moved(b"302 Found", b"../d?e f#g"), TEN]),
    case("-o - -L URL/", reply=answer(status=b"302 Found")),
    case("-o - -L -w", "%{num_redirects} %{url_effective} %{redirect_url}", "URL/", reply=[TO_B, TEN]),
    case("-o - -w", "%{num_redirects} %{url_effective} %{redirect_url}", "URL/", reply=TO_B),
    # retries
    case("-o f --retry 2 --retry-delay 1 URL/", reply=[BUSY, TEN]),
    case("-o - --retry 2 --retry-delay 1 URL/", reply=[BUSY, TEN], differs="what was answered before the retry is not output"),
    case("-o f --retry 1 --retry-delay 1 URL/", reply=BUSY, code=0),
    case("-o - --retry 1 --retry-delay 1 URL/", reply=GONE),
    case("-o - --retry 1 --retry-delay 1 --retry-all-errors -f URL/", reply=[GONE, TEN]),
    case("-o - --retry 1 --retry-delay 1 --retry-connrefused http://127.0.0.1:1/", code=7),
    case("-o f --retry 3 --retry-delay 5 --retry-max-time 1 URL/", reply=BUSY,
         differs="a wait that would pass the limit is not begun"),
    # cookies
    case("-o - -b a=b URL/"),
    case("-o - -b a=b -b c=d URL/", differs="cookies are joined by \"; \", as RFC 6265 has it, not by \";\""),
    case("-o - -b f URL/", files=JAR),
    case("-o - -b f -b a=b URL/", files=JAR),
    case("-o - -b nosuchfile URL/1 -o - URL/2", reply=[SET, TEN]),
    case("-o - -b nosuchfile URL/1 -o - URL/2", reply=[answer(fields=b"Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n"), TEN],
         differs="of cookies with equal paths the older goes first (RFC 6265 section 5.4)"),
    case("-o - URL/1 -o - URL/2", reply=[SET, TEN]),
    case("-o - -c jar URL/1 -o - URL/2", reply=[SET, TEN], outcome=("code", "requests", "out")),
    # codings
    case("-o - --compressed URL/", reply=answer(GZIP, fields=b"Content-Encoding: gzip\r\n")),
    case("-o - URL/", reply=answer(GZIP, fields=b"Content-Encoding: gzip\r\n")),
    case("-o - --compressed URL/", reply=answer(b"no gzip", fields=b"Content-Encoding: gzip\r\n"), code=61,
         outcome=("code", "requests")),
    case("-o - --compressed URL/", reply=TEN),
    # more credentials
    case("-o - --digest -u me:secret URL/", reply=[ASKS, TEN]),
    case("-o - --digest -u me:secret -d a=b URL/", reply=[ASKS, TEN]),
    case("-o - --anyauth -u me:secret URL/", reply=[BASIC, TEN]),
    case("-o - --anyauth -u me:secret URL/", reply=TEN),
    case("-o - --anyauth -u me:secret URL/", reply=BASIC),
    case("-o - --netrc-file f URL/", files=NETRC),
    case("-o - --netrc-file f http://other@127.0.0.1:PORT/", files=NETRC,
         differs="no password of another user (as newer curls)"),
    case("-o - --netrc-file f -u a:b URL/", files=NETRC),
    case("-o - -n URL/"),
    case("-o - --netrc-optional URL/"),
    # forms
    case("-o - -F a=b -F c=d;type=text/x URL/"),
    case("-o - -F a=@f -F b=<g URL/", files=FILE),
    case("-o - -F a=@f;filename=x;type=text/plain URL/", files=FILE),
    case("-o - -F", "a=\"b;c\";type=x/y", "--form-string", "d=@e;type=f", "URL/"),
    case("-o - -F a=@- URL/", stdin=b"piped", differs="standard input is sent while it is read, and has a type"),
    case("-o - -F a=@missing URL/", code=26),
    case("-o - -F", "a=@f,g", "URL/", files=FILE),
    case("-o - -F nonsense URL/", code=2),
    # several
    case("-o - URL/1 -o - URL/2", reply=TWO),
    case("-o - -- URL/"),
    case("--nonsense URL/", code=2),
    case("-o - --no-http1.0 URL/", code=2),
    case("-o - --no-ipv4 URL/", code=2),
    case("-o - --no-tlsv1.2 URL/", code=2),
    case("", code=2),
    # answers
    case("-o - URL/", reply=b"", code=52),
    case("-o - URL/", reply=b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end"),
    case("-o - URL/", reply=b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"),
    case("-o - URL/", reply=b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    case("-o - URL/", reply=b"HTTP/1.0 200 OK\r\n\r\nold"),
]


class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        ca, key = cls.folder / "ca.pem", cls.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1", "-keyout", key, "-out", ca],
                       check=True, capture_output=True)
        cls.make_forms(ca, key)
        cls.certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.certificate.load_cert_chain(ca, key)
        cls.certificate.load_verify_locations(ca)
        cls.certificate.verify_mode = ssl.CERT_OPTIONAL

    @classmethod
    def make_forms(cls, ca, key):
        """The certificate, which is its own CA and the client's as well, in every form that options name."""
        folder = cls.folder
        (folder / "both.pem").write_bytes(ca.read_bytes() + key.read_bytes())
        (folder / "hashed").mkdir()
        (folder / "hashed" / "ca.pem").write_bytes(ca.read_bytes())
        for words in (["rsa", "-in", key, "-aes128", "-passout", "pass:secret", "-out", folder / "locked.pem"],
                      ["rsa", "-in", key, "-outform", "DER", "-out", folder / "key.der"],
                      ["x509", "-in", ca, "-outform", "DER", "-out", folder / "ca.der"],
                      ["pkcs12", "-export", "-in", ca, "-inkey", key, "-passout", "pass:secret", "-out",
                       folder / "both.p12"],
                      ["rehash", folder / "hashed"]):
            subprocess.run(["openssl", *words], check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def differences(self, number):
        row = CASES[number]
        folder = self.folder / str(number)
        folder.mkdir()
        server = Server(row, folder, self.certificate)
        try:
            theirs = run([CURL], ["-q", "-s"], row, server, folder)
            ours = run([support.RTRIP], ["-s", "--report", "none"], row, server, folder)
        finally:
            server.close()
        found = []
        for what in row.outcome:
            mine, other = getattr(ours, what), getattr(theirs, what)
            if mine != other:
                found.append(f"  {what}: curl  {other!r}\n  {' ' * len(what)}  rtrip {mine!r}")
        if row.code is not None and theirs.code != row.code:
            found.append(f"  curl exits with {theirs.code}, {row.code} was expected")
        if row.differs:
            found = [] if found else [f"  no difference, though: {row.differs}"]
        return f"{row.words}\n" + "\n".join(found) if found else ""

    def translations(self, number):
        """What curl sends when a shell runs the printed command, and what rtrip sends when it is given curl's."""
        row = CASES[number]
        folder = self.folder / f"translated {number}"
        folder.mkdir()
        server = Server(row, folder, self.certificate)
        to_curl = 'eval "$("$0" --to-curl --show-secrets "$@")" -q -s'
        from_curl = 'exec "$0" -s --report none --from-curl "$1"'
        try:
            theirs = run([CURL], ["-q", "-s"], row, server, folder)
            printed = run(["sh", "-c", to_curl, support.RTRIP], [], row, server, folder)
            filled = [fill(word, row, server, folder) for word in row.words]
            ours = run([support.RTRIP], ["-s", "--report", "none"], row, server, folder)
            pasted = dataclasses.replace(row, words=[shlex.join([CURL, *filled])])
            back = run(["env", "sh", "-c", from_curl, support.RTRIP], [], pasted, server, folder)
        finally:
            server.close()
        found = []
        for name, got, wanted in (("--to-curl", printed, theirs), ("--from-curl", back, ours)):
            for what in row.outcome:
                if getattr(got, what) != getattr(wanted, what):
                    found.append(f"  {name}, {what}: {getattr(got, what)!r}\n  but directly: {getattr(wanted, what)!r}\n"
                                 f"  {got.err}")
        return f"{row.words}\n" + "\n".join(found) if found else ""

    def test_translated(self):
        # A row that is refused has no request to compare, and one that waits says no more the second time.
        rows = [i for i, row in enumerate(CASES) if row.code != 2 and not row.stdin and "--retry-delay" not in row.words]
        with ThreadPoolExecutor(4) as pool:
            found = [text for text in pool.map(self.translations, rows[::3]) if text]
        if found:
            self.fail(f"{len(found)} of {len(rows[::3])} rows are not as expected:\n" + "\n".join(found))

    def test_same_as_curl(self):
        with ThreadPoolExecutor(4) as pool:
            found = [text for text in pool.map(self.differences, range(len(CASES))) if text]
        if found:
            self.fail(f"{len(found)} of {len(CASES)} rows are not as expected:\n" + "\n".join(found))


if __name__ == "__main__":
    version = subprocess.run([CURL, "--version"], capture_output=True, text=True).stdout.split()[1]
    if tuple(map(int, version.split(".")[:2])) != (7, 88):
        print(f"skipped: the table was made for curl 7.88, this is {version}")
        sys.exit(support.SKIPPED)
    unittest.main()
