# SPDX-License-Identifier: MIT
"""What the tests of HTTP/2 options share: an echoing peer in cleartext and over TLS, and reports of runs against it."""
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hostile"))
import h2_peer  # noqa: E402

from support import Files, SystemTest, rtrip  # noqa: E402, the path comes with h2_peer

PRIOR = "--http2-prior-knowledge"


def echo(connection, request):
    """The body that came, or the path where there was none."""
    path = request.path.encode()
    fields = [(b"x-path", path), (b"x-method", request.field(":method").encode())]
    connection.respond(request, 200, fields, b"" if b"HEAD" in fields[1] else bytes(request.body) or path)


def in_turn(*answers):
    """The first function to the first request of a peer and so on, the last one for ever."""
    count = []

    def handler(connection, request):
        count.append(request)
        return answers[min(len(count), len(answers)) - 1](connection, request)
    return handler


def answer(status, fields=(), body=b"", trailers=None):
    return lambda connection, request: connection.respond(request, status, fields, body, trailers)


class H2Test(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.files = Files()
        cls.addClassCleanup(cls.files.close)

    @contextlib.contextmanager
    def plain(self, handler=echo, *settings):
        with h2_peer.Peer(h2_peer.answering(handler, *settings)) as server:
            server.options = [PRIOR]
            yield server

    @contextlib.contextmanager
    def secure(self, handler=echo, *settings):
        with h2_peer.Peer(h2_peer.answering(handler, *settings), h2_peer.tls_context(self.files)) as server:
            server.options = ["--cacert", self.files.ca]
            yield server

    def reports(self, server, *arguments, status=0, **options):
        """Of a run with -j; every round trip's phases have been added up."""
        result = rtrip("-j", *server.options, *arguments, **options)
        self.assert_status(status, result)
        return self.assert_reports(result)

    def body_of(self, server, *arguments, **options):
        result = rtrip("-s", "-S", "-o", "-", *server.options, *arguments, **options)
        self.assert_status(0, result)
        return result.bytes


def lower(fields):
    return [[name.lower(), value] for name, value in fields]
