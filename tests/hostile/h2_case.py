# SPDX-License-Identifier: MIT
"""Rows of hostile HTTP/2 answers, and how each is put to the command.

Every row has a peer and a run of the command of its own. Behind the URL of the row stands a second one, whose answer is
good on any connection: what the first left behind must not become the answer to the next request.
"""
import dataclasses
import pathlib
import tempfile
import time

import h2_frames as h2
import h2_peer
import peer
import support

# What may come out, by kind: exit status to what its error code must match. The one place that knows the names.
KINDS = {
    "taken": {0: None},
    "connection": {16: r"http2\.protocol$"},
    "flood": {16: r"http2\.(flood|protocol)$"},
    # Of one stream, or of the connection where the RFC lets a client choose (section 5.4.2).
    "protocol": {16: r"http2\.protocol$", 92: r"http2\.malformed$"},
    "malformed": {92: r"http2\.malformed$"},
    "reset": {92: r"http2\.stream_reset$"},
    "refused": {92: r"http2\.refused_stream$"},
    "goaway": {16: r"http2\.goaway$"},
    "empty": {52: r"response\.empty$"},
    "cut head": {52: r"response\.empty$", 56: r"response\.reset$"},
    "cut body": {18: r"body\.incomplete$", 56: r"body\.reset$"},
    "time": {28: r"((response|body|send)\.timeout|http2\.ping_timeout)$"},
    "bomb": {16: r"http2\.(flood|protocol)$", 92: r"http2\.malformed$", 100: r"response\.too_large$"},
    "not h2": {16: r"http2\.(not_http2|protocol)$"},
    "no h2 but h1": {16: r"http2\.not_http2$"},
}
# Ended or good, but in agreement with itself and the next request untouched.
ANYTHING = "anything"

LATE_S = 3.0
# No flood is allowed to last until the limit of the whole, which is this.
LONGEST_S = 20
OK = [(b":status", b"200")]
PRIOR = "--http2-prior-knowledge"


@dataclasses.dataclass
class Row:
    """`answer(connection, stream)` gives bytes to send, or sends by itself and returns None, h2_peer.FIN or RST.

    `raw(connection)` takes the place of the whole server. `alone`: without a second URL, for a connection on which no
    more can be answered and which the client cannot know to be lost."""
    name: str
    kind: str
    answer: object = None
    raw: object = None
    settings: tuple = ()
    options: tuple = ()
    body: bytes | None = None
    also: str | None = None
    alone: bool = False

    def __post_init__(self):
        self.alone = self.alone or self.raw is not None


def taken(name, answer, body=b"ok", **more):
    return Row(name, "taken", answer, body=body, **more)


def good(connection, request):
    path = request.path.encode()
    body = b"" if request.field(":method") == "HEAD" else path
    connection.respond(request, 200, [(b"x-true", path)], body)


class Server(h2_peer.Peer):
    """Answers /bad as its row says, anything else well. What it sends is what the row says, however it is received."""

    def __init__(self, row, context=None):
        self.row = row
        super().__init__(row.raw or self.converse, context)

    def converse(self, connection):
        connection.begin(*self.row.settings)
        while True:
            request = connection.next_request(whole=False)
            if request.path != "/bad":
                good(connection, connection.finish(request))
                continue
            made = self.row.answer(connection, request.stream)
            if isinstance(made, bytes):
                connection.send(made)
            elif made is not None:
                return made


@dataclasses.dataclass
class Done:
    row: Row
    server: Server
    result: support.Result
    wall_s: float
    kept: bytes


class H2Case(peer.HostileTest):
    def run_row(self, row, *options, context=None, limit=LONGEST_S):
        with Server(row, context) as server, tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder, "kept")
            second = [] if row.alone else ["-o", f"{folder}/true", server.origin + "/true"]
            version = ["-k"] if context else [PRIOR]
            started = time.monotonic()
            result = support.rtrip("-j", "-m", limit, *version, *row.options, *options, "-o", kept,
                                   server.origin + "/bad", *second)
            wall = time.monotonic() - started
            body = kept.read_bytes() if kept.exists() else b""
        return Done(row, server, result, wall, body)

    def judge(self, done, longest=LONGEST_S - 5):
        """The report of the row's URL, after all has been looked at."""
        row = done.row
        reports = self.reports_of(done.result, 1 if row.alone else 2, row.name)
        report = reports[0]
        self.assert_kind(report, row.kind, row.name)
        self.assertLess(done.wall_s, longest, row.name)
        if row.also:
            self.assertRegex(report["error"]["message"], row.also, row.name)
        if row.body is not None:
            self.assertEqual(row.body, done.kept, row.name)
        if not row.alone:
            true = reports[1]
            self.assertTrue(true["ok"], f"behind {row.name}: {true['error']}")
            self.assertIn(["x-true", "/true"], lower(true["response"]["headers"]), f"behind {row.name}")
            self.assertEqual(0, true["retries"], f"behind {row.name}")
        return report

    def assert_kind(self, report, kind, where):
        error = report["error"] or {"code": None}
        if kind == ANYTHING:
            return
        allowed = KINDS[kind]
        self.assertIn(report["exit_code"], allowed, f"{where}: {error}")
        if report["exit_code"]:
            self.assertRegex(error["code"], "^" + allowed[report["exit_code"]], f"{where}: {error}")

    def ask_rows(self, rows, *options, **how):
        """Every row, judged; what was made of each, in order."""
        failures, reports = [], []
        for done in peer.in_parallel(lambda row: self.run_row(row, *options, **how), list(rows)):
            try:
                reports.append((done, self.judge(done)))
            except AssertionError as failure:
                failures.append(str(failure))
        self.assertEqual([], failures, f"{len(failures)} of {len(rows)} rows:\n" + "\n".join(failures))
        return reports


def lower(fields):
    return [[name.lower(), value] for name, value in fields]


def whole(stream, body=b"ok", fields=()):
    return h2.headers(stream, [*OK, *fields]) + h2.data(stream, body, end=True)
