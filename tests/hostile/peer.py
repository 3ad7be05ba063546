# SPDX-License-Identifier: MIT
"""A peer that says what a table tells it to, and what every run of the command against it must keep to.

A Peer serves raw bytes by request target, plain or over TLS. A Row is one such answer with what the command must make
of it. ask() puts many rows to one process of the command, behind each row a second URL of the same peer whose true
answer is known: whatever a bad answer leaves behind must not become the answer to the next request.
"""
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
import support  # noqa: E402

# The machine's cores are few, and the tests of one file share them.
PARALLEL = 4
ROWS_A_PROCESS = 40
SANITIZED = bool(os.environ.get("RTRIP_SANITIZED"))
# The heap that a run may have, held by the kernel: beyond it the command would say that memory ran out. (The peak that
# wait4() tells of a child begins with that of its parent, which is a Python here.)
MOST_HEAP_KB = 40_000
if not SANITIZED:
    support.THROUGH = ["sh", "-c", f'ulimit -d {MOST_HEAP_KB}; exec "$0" "$@"']
# How long a byte may lie on the wire alone. The kernel delivers on loopback at once; the reader needs a moment.
BETWEEN_BYTES_S = 0.0001
BETWEEN_HALVES_S = 0.001
LONGEST_BYTEWISE = 160

FIN, RST, OPEN = "FIN", "RST", "stays open"


def exit_codes():
    """The table of docs/errors.md: error code to exit status."""
    text = (support.ROOT / "docs/errors.md").read_text()
    return {name: int(code) for name, code in re.findall(r"^\| `([a-z0-9_.]+)` \| (\d+) \|", text, re.M)}


EXIT = exit_codes()


def in_parallel(function, items, at_once=PARALLEL):
    """The results in the order of the items; the first exception is the caller's."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(function, items))


def response(status=b"200 OK", fields=b"", body=b"ok", length=True):
    head = b"HTTP/1.1 " + status + b"\r\n" + fields
    if length:
        head += b"Content-Length: %d\r\n" % len(body)
    return head + b"\r\n" + body


@dataclasses.dataclass
class Row:
    """One answer. `errors`: the codes allowed, empty when it must be taken, None when anything goes that agrees with
    itself. `body`: what -o must have kept, or None."""
    name: str
    data: object                # bytes, or a function of the connection
    errors: tuple | None = ()
    body: bytes | None = None
    close: str = FIN
    status: int | None = None


def taken(name, data, body=None, **more):
    return Row(name, data, (), body, **more)


def refused(name, data, *errors, **more):
    return Row(name, data, errors or ("response.malformed",), **more)


class Connection:
    """What a scripted answer works with: the socket, the request and the peer's stop sign."""

    def __init__(self, peer, sock):
        self.peer, self.sock, self.request, self.rest = peer, sock, b"", b""

    def send(self, data):
        try:
            self.sock.sendall(data)
            return True
        except OSError:
            return False

    def pieces(self, data, pause):
        for piece in data:
            if not self.send(piece):
                return
            time.sleep(pause)

    def read_request(self):
        """Head and Content-Length body of the next request; None at the end of the connection."""
        while b"\r\n\r\n" not in self.rest:
            if not self._more():
                return None
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?im)^content-length:\s*(\d+)\r?$", head)
        wanted = int(length.group(1)) if length else 0
        while len(self.rest) < wanted:
            if not self._more():
                return None
        body, self.rest = self.rest[:wanted], self.rest[wanted:]
        self.request = head + b"\r\n\r\n" + body
        return self.request

    def wait_for_end(self, seconds=10):
        """Until the other end closes; what it still sends is read and dropped."""
        try:
            self.sock.settimeout(seconds)
            while self.sock.recv(65536):
                pass
        except OSError:
            pass

    def _more(self):
        try:
            data = self.sock.recv(65536)
        except OSError:
            return False
        self.rest += data
        return bool(data)

    def close(self, kind):
        try:
            if kind == RST:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif kind == FIN and not isinstance(self.sock, ssl.SSLSocket):
                self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.sock.close()


class Peer:
    """Listens on loopback; each connection has a thread of its own. `wrap` turns a socket into a TLS one, or refuses.

    `raw` is called with each new connection instead of the table, for what is no HTTP at all.
    """

    def __init__(self, wrap=None, raw=None, scheme="http", host="127.0.0.1"):
        self.listener = support.listening()
        self.port = self.listener.getsockname()[1]
        self.wrap, self.raw = wrap, raw
        self.answers, self.requests = {}, []
        self.connections = 0
        self.origin = f"{scheme}://{host}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def add(self, target, row, cut="whole"):
        self.answers[target.encode()] = (row, cut)
        return self.origin + target

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.settimeout(support.LIMIT_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.wrap:
                sock = self.wrap(sock)
        except (OSError, ssl.SSLError):
            sock.close()
            return
        connection = Connection(self, sock)
        if self.raw:
            connection.close(self.raw(connection) or FIN)
            return
        while (request := connection.read_request()) is not None:
            self.requests.append(request)
            target = request.split(b" ", 2)[1]
            kind = self._answer(connection, target)
            if kind != OPEN:
                connection.close(kind)
                return
        connection.close(FIN)

    def _answer(self, connection, target):
        if target not in self.answers:
            connection.send(response(fields=b"X-True: " + target + b"\r\n", body=target))
            return OPEN
        row, cut = self.answers[target]
        if callable(row.data):
            return row.data(connection) or row.close
        if cut == "bytes":
            tail = row.data[LONGEST_BYTEWISE:]
            connection.pieces([row.data[i:i + 1] for i in range(min(len(row.data), LONGEST_BYTEWISE))], BETWEEN_BYTES_S)
            connection.send(tail)
        elif cut == "halves":
            half = len(row.data) // 2
            connection.pieces([row.data[:half], row.data[half:]], BETWEEN_HALVES_S)
        else:
            connection.send(row.data)
        return row.close


def tls_wrap(files, **options):
    """A function that makes a connection a TLS server's with the test CA's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.get("cert", files.cert), options.get("key", files.key))
    if "maximum" in options:
        context.maximum_version = options["maximum"]
    return lambda sock: context.wrap_socket(sock, server_side=True, suppress_ragged_eofs=True)


# What may stand raw in any output that is not a body: text, line ends and tabs.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class HostileTest(support.SystemTest):
    """What holds for every run."""

    def setUp(self):
        self.documents = []
        self.addCleanup(self.validate)

    def assert_clean(self, result, where=""):
        """Ended by itself, within its memory, and nothing raw in what it wrote."""
        self.assertGreaterEqual(result.status, 0, f"{where}: ended by signal {-result.status}\n{result.err}")
        self.assertNotEqual(EXIT["out_of_memory"], result.status, f"{where}: {result.err}")
        self.assertNotIn("Sanitizer", result.err, where)
        for text in (result.out, result.err):
            self.assertIsNone(CONTROLS.search(text), f"{where}: {text[:2000]!r}")

    def assert_agrees(self, report, where=""):
        """ok, exit_code, error and body.complete say the same thing; phases add up."""
        error = report["error"]
        self.assertEqual(report["ok"], error is None, where)
        self.assertEqual(report["ok"], report["exit_code"] == 0, where)
        if report["ok"]:
            self.assertTrue(report["response"]["body"]["complete"], where)
        else:
            expected = 28 if error["timeout_option"] else EXIT[error["code"]]
            self.assertEqual(expected, report["exit_code"], where)
            self.assertTrue(error["message"], where)
            if error["code"].startswith("body.") and error["code"] != "body.too_large":
                self.assertFalse(report["response"]["body"]["complete"], where)
        for trip in report["round_trips"]:
            phases = [value for value in trip["phases"].values() if value is not None]
            self.assertAlmostEqual(trip["total_ms"], sum(phases), delta=0.001, msg=where)

    def reports_of(self, result, count, where=""):
        """The reports of a run of `count` URLs, each looked at; the status is that of the first failure."""
        self.assert_clean(result, where)
        result.bytes.decode("utf-8")
        lines = result.out.splitlines()
        self.assertEqual(count, len(lines), f"{where}: {result.err}\n{result.out[-1500:]}")
        reports = [json.loads(line) for line in lines]
        self.documents.append(result.out)
        for report in reports:
            self.assert_agrees(report, where + " " + report["request"]["url"])
        failures = [report["exit_code"] for report in reports if report["exit_code"] != 0]
        self.assertEqual(failures[0] if failures else 0, result.status, where)
        return reports

    def report_of(self, *arguments, **options):
        """One URL under -j: (report, result)."""
        result = support.rtrip("-j", *arguments, **options)
        return self.reports_of(result, 1, str(arguments))[0], result

    def assert_failed(self, report, *codes):
        self.assertIsNotNone(report["error"], report)
        self.assertIn(report["error"]["code"], codes, report["error"])

    def assert_taken(self, report):
        self.assertTrue(report["ok"], report["error"])

    def validate(self):
        """All documents of a test against the schema, in one run of the validator."""
        if not self.documents:
            return
        result = subprocess.run([support.PYTHON, support.ROOT / "tools/validate_report",
                                 support.ROOT / "docs/report.schema.json", "-"], input="".join(self.documents),
                                capture_output=True, text=True)
        self.assertEqual(0, result.returncode, (result.stdout + result.stderr)[:3000])

    def ask(self, rows, cut="whole", options=(), peer=None):
        """Puts every row to the command; returns what it made of each, times left out."""
        own = Peer() if peer is None else peer
        batches = [rows[i:i + ROWS_A_PROCESS] for i in range(0, len(rows), ROWS_A_PROCESS)]
        done = in_parallel(lambda pair: self._batch(own, cut, options, *pair), enumerate(batches))
        if peer is None:
            own.close()
        if cut != "whole":
            self.documents.clear()  # the schema has seen their like
        return [made for batch in done for made in batch]

    def _batch(self, peer, cut, options, number, rows):
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["-j", "-m", "5", *options]
            for i, row in enumerate(rows):
                target = f"/{number}/{i}"
                arguments += ["-o", f"{folder}/{i}", peer.add(target, row, cut)]
                arguments += ["-o", f"{folder}/true", f"{peer.origin}/true{target}"]
            result = support.rtrip(*arguments)
            reports = self.reports_of(result, 2 * len(rows), cut)
            for i, row in enumerate(rows):
                where = f"{row.name} ({cut})"
                kept = pathlib.Path(folder, str(i))
                self._judge(row, reports[2 * i], kept.read_bytes() if kept.exists() else None, where)
                if row.errors is None and cut != "whole":
                    continue  # what it has too much may come when the next request is on its way: no client can tell
                self._judge_true(reports[2 * i + 1], f"/true/{number}/{i}", "behind " + where)
            return [essence(report) for report in reports[::2]]

    def _judge(self, row, report, kept, where):
        code = report["error"] and report["error"]["code"]
        if row.errors:
            self.assertIn(code, row.errors, f"{where}: {row.data!r}: {report['error']}")
        elif row.errors is not None:
            self.assertIsNone(code, f"{where}: {row.data!r}: {report['error']}")
        if row.status is not None:
            self.assertEqual(row.status, report["response"]["status"], where)
        if row.body is not None:
            self.assertEqual(row.body, kept or b"", where)

    def _judge_true(self, report, target, where):
        self.assertTrue(report["ok"], f"{where}: {report['error']}")
        self.assertIn(["X-True", target], report["response"]["headers"], where)


def essence(report):
    """What must not depend on how the bytes were cut."""
    trip = report["round_trips"][0]
    answer = report["response"]
    # Whether something lies behind a response is seen when the connection is done with: that depends on when it comes.
    anomalies = [anomaly for anomaly in trip["anomalies"] if anomaly["kind"] != "surplus_bytes"]
    seen = {"error": report["error"] and {k: report["error"][k] for k in ("code", "message", "phase")},
            "anomalies": anomalies, "interim": [(i["status"], i["headers"]) for i in trip["interim"]]}
    if answer:
        seen |= {key: answer[key] for key in ("status", "reason", "headers", "trailers", "header_bytes")}
        # A gap is a matter of the cut.
        seen["body"] = {key: value for key, value in answer["body"].items() if key != "longest_gap_ms"}
    return seen


def main():
    unittest.main(verbosity=1)
