# SPDX-License-Identifier: MIT
"""Proxies: real ones (tinyproxy, Dante), and ones in Python for what those do not do, which also keep what they got."""
import base64
import contextlib
import pathlib
import select
import shutil
import socket
import struct
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from counting import LIMIT_SECONDS, Counting, Hangup, Reader, Seen, answer  # noqa: E402
from support import environment  # noqa: E402


def basic(user):
    return "Basic " + base64.b64encode(user.encode()).decode()


def relay(one, other):
    """Carries bytes both ways until one side ends."""
    while True:
        # What TLS has taken from the socket already, no select sees.
        ready = [each for each in (one, other) if getattr(each, "pending", lambda: 0)()]
        for source in ready or select.select([one, other], [], [], LIMIT_SECONDS)[0] or [one]:
            piece = source.recv(65536)
            if not piece:
                return
            (other if source is one else one).sendall(piece)


class OwnProxy(Counting):
    """What ours have in common. `names`: addresses of names that are to be found in no other place."""

    def __init__(self, scheme, names=(), user=None, tls=None):
        self.names, self.user = dict(names), user
        self.targets = []  # "host:port" of each tunnel that was asked for, as it was asked for
        super().__init__(None, tls=tls, scheme=scheme)

    def reach(self, host, port):
        return socket.create_connection((self.names.get(host, host), int(port)), LIMIT_SECONDS)

    def serve_tunnel(self, connection, target, opened, refused):
        self.targets.append(target)
        host, _, port = target.rpartition(":")
        try:
            upstream = self.reach(host.strip("[]"), port)
        except OSError:
            connection.sendall(refused)
            return
        with upstream:
            connection.sendall(opened)
            relay(connection, upstream)


class HttpProxy(OwnProxy):
    """Forwards plain requests, makes tunnels; over TLS with a context."""
    OPENED = b"HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n"
    PER_HOP = ("Connection", "Proxy-Connection", "Proxy-Authorization", "Keep-Alive", "TE", "Upgrade")

    def __init__(self, names=(), user=None, tls=None):
        super().__init__("https" if tls else "http", names, user, tls)

    @property
    def connects(self):
        return [seen for seen in self.seen if seen.method == "CONNECT"]

    def answer_one(self, connection, number, reader):
        seen = Seen(number, reader.until(b"\r\n\r\n").decode("latin-1")[:-4], b"")
        seen.body = reader.body(seen)
        with self.lock:
            self.seen.append(seen)
        if self.user and seen.field("Proxy-Authorization") != basic(self.user):
            connection.sendall(answer(407, b"who are you?", Proxy_Authenticate='Basic realm="ours"'))
            return True
        if seen.method == "CONNECT":
            self.serve_tunnel(connection, seen.target, self.OPENED, answer(502))
            return False
        place, slash, path = seen.target.removeprefix("http://").partition("/")
        host, _, port = place.partition(":")
        lines = [line for line in seen.head.split("\r\n")[1:] if line.split(":")[0] not in self.PER_HOP]
        head = "\r\n".join([f"{seen.method} {slash}{path} HTTP/1.1", *lines, "Connection: close"])
        with self.reach(host, port or 80) as upstream:
            upstream.sendall(head.encode("latin-1") + b"\r\n\r\n" + seen.body)
            response = Reader(self, upstream)
            head = response.until(b"\r\n\r\n")
            length = int(Seen(number, head.decode("latin-1"), b"").field("Content-Length") or 0)
            connection.sendall(head + response.exactly(length))
        return True


class SocksProxy(OwnProxy):
    """SOCKS 4, 4a and 5, told apart by the first byte; with `user` it wants that one, and no one else gets through."""
    OPENED_4, REFUSED_4 = b"\0\x5a" + bytes(6), b"\0\x5b" + bytes(6)
    OPENED_5, REFUSED_5 = b"\5\0\0\1" + bytes(6), b"\5\5\0\1" + bytes(6)

    def __init__(self, names=(), user=None):
        self.spoken = []  # (version, user and password or None) of each connection
        super().__init__("socks", names, user)

    def answer_one(self, connection, number, reader):
        (self.four if reader.exactly(1) == b"\4" else self.five)(connection, reader)
        return False

    def four(self, connection, reader):
        command, port, address = struct.unpack(">BH4s", reader.exactly(7))
        name = reader.until(b"\0")[:-1].decode()
        self.spoken.append((4, name))
        host = socket.inet_ntoa(address)
        if address[:3] == b"\0\0\0":
            host = reader.until(b"\0")[:-1].decode()
        if command != 1 or (self.user and name != self.user.split(":")[0]):
            connection.sendall(self.REFUSED_4)
            return
        self.serve_tunnel(connection, f"{host}:{port}", self.OPENED_4, self.REFUSED_4)

    def five(self, connection, reader):
        wanted = 2 if self.user else 0
        if wanted not in reader.exactly(reader.exactly(1)[0]):
            connection.sendall(b"\5\xff")
            return
        connection.sendall(bytes([5, wanted]))
        shown = None
        if wanted:
            reader.exactly(1)
            parts = [reader.exactly(reader.exactly(1)[0]).decode() for _ in range(2)]
            shown = ":".join(parts)
            connection.sendall(bytes([1, shown != self.user]))
        self.spoken.append((5, shown))
        if shown != self.user:
            return
        _, command, _, kind = reader.exactly(4)
        if kind == 3:
            host = reader.exactly(reader.exactly(1)[0]).decode()
        else:
            family = socket.AF_INET if kind == 1 else socket.AF_INET6
            host = socket.inet_ntop(family, reader.exactly(4 if kind == 1 else 16))
        port = struct.unpack(">H", reader.exactly(2))[0]
        if command != 1:
            raise Hangup
        self.serve_tunnel(connection, f"{host}:{port}", self.OPENED_5, self.REFUSED_5)


class Daemon:
    """A program that takes its port from a file and cannot choose a free one: we do, and again when it was taken."""
    TRIES = 20

    def __init__(self, folder):
        self.folder = folder
        for _ in range(self.TRIES):
            with socket.create_server(("127.0.0.1", 0)) as held:
                self.port = held.getsockname()[1]
            if self.start():
                return
        raise RuntimeError(f"{self.PROGRAM[0]} does not start:\n{''.join(self.said)}")

    def start(self):
        config = self.folder / f"{self.PROGRAM[0]}.{self.port}.conf"
        config.write_text(self.config())
        program = shutil.which(self.PROGRAM[0], path=environment()["PATH"] + ":/usr/sbin:/sbin")
        self.process = subprocess.Popen([program, *self.PROGRAM[1:], str(config)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=environment(), cwd=self.folder)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if self.READY in line:
                # It says something for every request, and would wait for room in the pipe.
                self.drainer = threading.Thread(target=self.drain, daemon=True)
                self.drainer.start()
                return True
        self.process.wait()
        return False

    def drain(self):
        with contextlib.suppress(ValueError, OSError):
            for _ in self.process.stdout:
                pass

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.drainer.join(LIMIT_SECONDS)
        self.process.stdout.close()


class Tinyproxy(Daemon):
    PROGRAM, READY = ("tinyproxy", "-d", "-c"), "Accepting connections"

    def __init__(self, folder, user=None):
        self.user = user
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{self.port}"

    def config(self):
        lines = [f"Port {self.port}", "Listen 127.0.0.1", "Timeout 60", "MaxClients 50", "DisableViaHeader Yes",
                 "LogLevel Info"]
        if self.user:
            lines.append("BasicAuth " + self.user.replace(":", " "))
        return "\n".join(lines) + "\n"


class Dante(Daemon):
    PROGRAM, READY = ("danted", "-f"), " running"

    def config(self):
        return (f"logoutput: stdout\ninternal: 127.0.0.1 port = {self.port}\nexternal: 127.0.0.1\nclientmethod: none\n"
                "socksmethod: none\nuser.unprivileged: nobody\nclient pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n"
                "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }\n")

    def start(self):
        # Its file for the process id has a place of its own, which only root may write.
        self.PROGRAM = ("danted", "-p", str(self.folder / "danted.pid"), "-f")
        return super().start()
