# SPDX-License-Identifier: MIT
"""A server that counts: what came over which connection, byte for byte, and an answer from a function for each."""
import contextlib
import dataclasses
import pathlib
import re
import socket
import ssl
import struct
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
import support  # noqa: E402

LIMIT_SECONDS = 30
# What an answer may be in place of bytes: the end of the connection, politely or not.
FIN, RST = "FIN", "RST"


@dataclasses.dataclass
class Seen:
    """One request as it came."""
    connection: int
    head: str
    body: bytes

    @property
    def line(self):
        return self.head.split("\r\n", 1)[0]

    @property
    def method(self):
        return self.line.split(" ")[0]

    @property
    def target(self):
        return self.line.split(" ")[1]

    def field(self, name):
        """The value of a field, or None; several are joined as HTTP does."""
        values = re.findall(rf"(?im)^{re.escape(name)}:[ \t]*(.*?)[ \t]*\r?$", self.head)
        return ", ".join(values) if values else None


class Hangup(Exception):
    """The peer has gone."""


class Counting:
    """Answers each request with answer(number, seen): bytes, FIN, RST, or a list of those. Numbers begin with 1."""

    def __init__(self, answer, address="127.0.0.1", tls=None, scheme=None):
        """`tls`: the context for https; with the scheme "http" it serves both at its port."""
        self.answer, self.tls = answer, tls
        self.seen, self.connections, self.raw = [], 0, b""
        self.lock, self.ended = threading.Lock(), threading.Event()
        self.listener = socket.create_server((address, 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.scheme = scheme or ("https" if tls else "http")
        self.url = f"{self.scheme}://{address}:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # An accept() that waits in another thread keeps a closed socket listening; this wakes it.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with self.lock:
                    self.connections += 1
                    number = self.connections
                threading.Thread(target=self.serve, args=(connection, number), daemon=True).start()

    def serve(self, connection, number):
        connection.settimeout(LIMIT_SECONDS)
        with contextlib.ExitStack() as stack:
            stack.callback(self.ended.set)
            stack.enter_context(connection)
            stack.enter_context(contextlib.suppress(OSError, ssl.SSLError, Hangup))
            # Either scheme at one port: a ClientHello's first byte is none of a method.
            if self.tls and (self.scheme == "https" or connection.recv(1, socket.MSG_PEEK) == b"\x16"):
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            reader = Reader(self, connection)
            while self.answer_one(connection, number, reader):
                pass

    def answer_one(self, connection, number, reader):
        head = reader.until(b"\r\n\r\n").decode("latin-1")
        seen = Seen(number, head[:-4], b"")
        if (seen.field("Expect") or "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen.body = reader.body(seen)
        with self.lock:
            self.seen.append(seen)
            count = len(self.seen)
        parts = self.answer(count, seen)
        for part in parts if isinstance(parts, list) else [parts]:
            if part == RST:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if part in (FIN, RST):
                connection.close()
                return False
            connection.sendall(part)
        return True


class Reader:
    """Reads a connection in pieces of a known form, and keeps all that came for the server's record."""

    def __init__(self, server, connection):
        self.server, self.connection, self.held = server, connection, b""

    def more(self):
        piece = self.connection.recv(65536)
        if not piece:
            raise Hangup
        with self.server.lock:
            self.server.raw += piece
        self.held += piece

    def exactly(self, count):
        while len(self.held) < count:
            self.more()
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def until(self, end):
        while end not in self.held:
            self.more()
        return self.exactly(self.held.index(end) + len(end))

    def body(self, seen):
        if (seen.field("Transfer-Encoding") or "").lower() != "chunked":
            return self.exactly(int(seen.field("Content-Length") or 0))
        body = b""
        while size := int(self.until(b"\r\n"), 16):
            body += self.exactly(size + 2)[:-2]
        self.until(b"\r\n")
        return body


def answer(status=200, body=b"", **fields):
    """A whole response; "_" in names of fields is "-"."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def in_turn(*answers):
    """The first answer to the first request and so on; the last one for ever."""
    return lambda number, seen: answers[min(number, len(answers)) - 1]
