# SPDX-License-Identifier: MIT
"""An HTTP/2 server made of frames: in cleartext with prior knowledge, or over TLS with ALPN.

A Peer gives each connection to one function, which sends what it likes and reads frame by frame. All that the client
sends is kept. What a well-behaved server does (acknowledge, open windows, keep to the client's windows) is done while
frames are read, unless the connection is told to be `rude`.
"""
import collections
import contextlib
import dataclasses
import pathlib
import socket
import ssl
import struct
import sys
import threading

import h2_frames as h2
import hpack

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
import support  # noqa: E402

# What a connection's function may return: the end of our direction, or of everything; otherwise the client ends it.
FIN, RST = "FIN", "RST"
FIRST_WINDOW = 65_535


class Gone(Exception):
    """The client has left."""


@dataclasses.dataclass
class Request:
    stream: int
    fields: list
    ended: bool
    body: bytearray = dataclasses.field(default_factory=bytearray)
    trailers: list | None = None
    reset: int | None = None

    def field(self, name):
        """The value of a field, of several joined as HTTP does, or None."""
        values = [value for each, value in self.fields if each == name.encode()]
        return b", ".join(values).decode("latin-1") if values else None

    @property
    def path(self):
        return self.field(":path")


class Connection:
    def __init__(self, peer, sock, number):
        self.peer, self.sock, self.number = peer, sock, number
        self.held, self.preface, self.hello = b"", b"", b""
        self.frames, self.requests, self.ready = [], {}, collections.deque()
        self.settings, self.settings_acknowledged = {}, 0
        self.window, self.windows = FIRST_WINDOW, {}
        self.rude, self.alpn = False, None
        self.decoder, self.open_block = hpack.Decoder(), None

    def send(self, *pieces):
        try:
            self.sock.sendall(b"".join(pieces))
        except OSError as error:
            raise Gone from error

    def flood(self, *pieces, most_bytes=64 << 20):
        """The same again and again until the client has had enough, or should have."""
        piece = b"".join(pieces)
        piece *= max(1, (1 << 16) // len(piece))
        for _ in range(most_bytes // len(piece)):
            self.send(piece)

    def begin(self, *settings):
        """Reads the client's preface and sends our SETTINGS."""
        self.read_preface()
        self.send(h2.settings(*settings))

    def read_preface(self):
        self.preface = self._exactly(len(h2.PREFACE))
        if self.preface != h2.PREFACE:
            raise Gone

    def read_frame(self):
        head = self._exactly(9)
        frame = h2.Frame(head[3], head[4], int.from_bytes(head[5:9], "big") & h2.MOST_STREAM,
                         self._exactly(int.from_bytes(head[:3], "big")))
        self.frames.append(frame)
        self._note(frame)
        return frame

    def await_frame(self, kind, **attributes):
        """Reads up to a frame of that kind whose attributes are these."""
        while True:
            frame = self.read_frame()
            if frame.type == kind and all(getattr(frame, name) == value for name, value in attributes.items()):
                return frame

    def next_request(self, whole=True):
        """The next request, by default when its body has come; `whole=False`: at its head."""
        while True:
            for request in self.ready:
                if request.ended or not whole:
                    self.ready.remove(request)
                    return request
            self.read_frame()

    def finish(self, request):
        """Reads until the request has its whole body, or was reset."""
        while not request.ended:
            self.read_frame()
        return request

    def respond(self, request, status=200, fields=(), body=b"", trailers=None):
        """A whole response within the client's windows."""
        head = [(b":status", b"%d" % status), *fields]
        self.send(h2.headers(request.stream, head, end=not body and trailers is None))
        if body:
            self.send_body(request.stream, body, end=trailers is None)
        if trailers is not None:
            self.send(h2.headers(request.stream, trailers, end=True))

    def send_body(self, stream, body, end=True):
        left = memoryview(body)
        largest = self.settings.get(h2.MAX_FRAME, 16_384)
        while len(left):
            room = min(len(left), largest, self.window, self.windows[stream])
            if room <= 0:
                self.read_frame()
                if self.requests[stream].reset is not None:
                    return
                continue
            self.window, self.windows[stream] = self.window - room, self.windows[stream] - room
            self.send(h2.data(stream, bytes(left[:room]), end and room == len(left)))
            left = left[room:]

    def drain(self):
        """Everything up to the end of the client's direction."""
        with contextlib.suppress(Gone):
            while True:
                self.read_frame()

    def sent(self, kind):
        """The frames of a kind that the client has sent so far."""
        return [frame for frame in self.frames if frame.type == kind]

    def close(self, how):
        with contextlib.suppress(OSError):
            if how == RST:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif how == FIN:
                self.sock.shutdown(socket.SHUT_WR)
        if how != RST:
            self.rude = True
            with contextlib.suppress(ValueError, IndexError):
                self.drain()
        self.sock.close()

    def _exactly(self, count):
        while len(self.held) < count:
            try:
                piece = self.sock.recv(1 << 18)
            except OSError as error:
                raise Gone from error
            if not piece:
                raise Gone
            self.held += piece
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def _note(self, frame):
        """What the frame means for our books, and a server's answer to it."""
        answer = b""
        if frame.type == h2.SETTINGS and frame.flags & h2.ACK:
            self.settings_acknowledged += 1
        elif frame.type == h2.SETTINGS:
            self._settings(frame.payload)
            answer = h2.frame(h2.SETTINGS, h2.ACK)
        elif frame.type == h2.PING and not frame.flags & h2.ACK:
            answer = h2.ping(frame.payload, h2.ACK)
        elif frame.type == h2.WINDOW_UPDATE:
            by = int.from_bytes(frame.payload, "big")
            if frame.stream:
                self.windows[frame.stream] = self.windows.get(frame.stream, 0) + by
            else:
                self.window += by
        elif frame.type == h2.DATA:
            answer = self._data(frame)
        elif frame.type in (h2.HEADERS, h2.CONTINUATION):
            self._block(frame)
        elif frame.type == h2.RST_STREAM and frame.stream in self.requests:
            request = self.requests[frame.stream]
            request.reset, request.ended = int.from_bytes(frame.payload, "big"), True
        if answer and not self.rude:
            self.send(answer)

    def _settings(self, payload):
        for at in range(0, len(payload), 6):
            name, value = int.from_bytes(payload[at:at + 2], "big"), int.from_bytes(payload[at + 2:at + 6], "big")
            if name == h2.INITIAL_WINDOW:
                change = value - self.settings.get(name, FIRST_WINDOW)
                self.windows = {stream: window + change for stream, window in self.windows.items()}
            self.settings[name] = value

    def _data(self, frame):
        request = self.requests[frame.stream]
        payload = frame.payload
        if frame.flags & h2.PADDED:
            payload = payload[1:len(payload) - payload[0]]
        request.body += payload
        request.ended = request.ended or bool(frame.flags & h2.END_STREAM)
        if not frame.payload:
            return b""
        updates = h2.window_update(0, len(frame.payload))
        return updates if request.ended else updates + h2.window_update(frame.stream, len(frame.payload))

    def _block(self, frame):
        payload = frame.payload
        if frame.type == h2.HEADERS:
            if frame.flags & h2.PADDED:
                payload = payload[1:len(payload) - payload[0]]
            if frame.flags & h2.PRIORITIZED:
                payload = payload[5:]
            self.open_block = [b"", frame.flags]
        self.open_block[0] += payload
        if not frame.flags & h2.END_HEADERS:
            return
        fields, ended = self.decoder.decode(self.open_block[0]), bool(self.open_block[1] & h2.END_STREAM)
        if frame.stream in self.requests:
            request = self.requests[frame.stream]
            request.trailers, request.ended = fields, ended
            return
        request = self.requests[frame.stream] = Request(frame.stream, fields, ended)
        self.windows.setdefault(frame.stream, 0)
        self.windows[frame.stream] += self.settings.get(h2.INITIAL_WINDOW, FIRST_WINDOW)
        self.ready.append(request)


class Peer:
    """Listens on loopback; each connection has a thread of its own, which runs serve(connection)."""

    def __init__(self, serve, context=None):
        """`context`: a server's ssl.SSLContext for TLS; see tls_context."""
        self.serve, self.context = serve, context
        self.connections, self.threads, self.failures = [], [], []
        self.listener = support.listening()
        self.port = self.listener.getsockname()[1]
        self.origin = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self.acceptor = threading.Thread(target=self._accept, daemon=True)
        self.acceptor.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """No more connections; waits until those that there were have been read to their end."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.acceptor.join()
        self.listener.close()
        for thread in self.threads:
            thread.join(support.LIMIT_SECONDS)
        if self.failures:
            raise self.failures[0]

    @property
    def requests(self):
        return [request for connection in self.connections for request in connection.requests.values()]

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                thread = threading.Thread(target=self._run, args=(sock,), daemon=True)
                self.threads.append(thread)
                thread.start()

    def _run(self, sock):
        sock.settimeout(support.LIMIT_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, sock, len(self.connections) + 1)
        self.connections.append(connection)
        how = FIN
        try:
            if self.context:
                connection.hello = client_hello(sock)
                connection.sock = self.context.wrap_socket(sock, server_side=True)
                connection.alpn = connection.sock.selected_alpn_protocol()
            how = self.serve(connection)
        except Gone:
            pass
        except OSError:
            pass
        except Exception as error:  # a defect of the test: its own thread has no one else to tell
            self.failures.append(error)
        connection.close(how)


def client_hello(sock):
    """The first TLS record, left in the socket."""
    peek = socket.MSG_PEEK | socket.MSG_WAITALL
    head = sock.recv(5, peek)
    return sock.recv(5 + int.from_bytes(head[3:5], "big"), peek)


def tls_context(files, *protocols):
    """`files`: with cert and key; `protocols`: what ALPN chooses from, by default h2 alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert, files.key)
    context.set_alpn_protocols(list(protocols) or ["h2"])
    return context


def answering(handler, *settings):
    """For Peer: a whole conversation in which handler(connection, request) answers each request that came whole.

    What the handler returns other than None ends the connection."""
    def serve(connection):
        connection.begin(*settings)
        while True:
            how = handler(connection, connection.next_request())
            if how is not None:
                return how
    return serve
