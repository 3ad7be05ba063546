# SPDX-License-Identifier: MIT
"""A name server that says what it is told to, over UDP and TCP on one port of loopback."""
import os
import socket
import struct
import threading

A, NS, CNAME, TXT, AAAA, OPT = 1, 2, 5, 16, 28, 41
LOOPBACK = b"\x7f\0\0\1"
POINTER_TO_QUESTION = b"\xc0\x0c"


def name(text):
    """Labels of a dotted name; bytes as they are."""
    text = text.encode() if isinstance(text, str) else text
    return b"".join(bytes([len(label)]) + label for label in text.split(b".") if label) + b"\0"


def record(owner=POINTER_TO_QUESTION, kind=A, data=LOOPBACK, ttl=60, klass=1, length=None):
    return owner + struct.pack(">HHIH", kind, klass, ttl & 0xffffffff, len(data) if length is None else length) + data


class Query:
    def __init__(self, wire, transport):
        self.wire, self.transport = wire, transport
        self.id = wire[:2]
        end = 12
        while wire[end]:
            end += 1 + wire[end]
        self.question = wire[12:end + 5]
        self.kind = struct.unpack(">H", wire[end + 1:end + 3])[0]

    def answer(self, *records, rcode=0, flags=0x8180, count=None, ident=None, question=None, questions=1):
        """A whole message; header counts are those of what is there unless told."""
        head = (self.id if ident is None else ident) + struct.pack(
            ">HHHHH", flags | rcode, questions, len(records) if count is None else count, 0, 0)
        return head + (self.question if question is None else question) + b"".join(records)

    def good(self):
        """127.0.0.1 for A, no record for AAAA."""
        return self.answer(record()) if self.kind == A else self.answer()


class NameServer:
    """`udp(query)` gives the datagrams to send back; `tcp(query, socket)` serves one query of a connection, or None."""

    def __init__(self, udp, tcp=None):
        self.udp_answer, self.tcp_answer = udp, tcp
        self.queries = 0
        self.udp = self.tcp = None
        while self.tcp is None:
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind(("127.0.0.1", 0))
            if tcp is None:
                break
            try:
                self.tcp = socket.create_server(("127.0.0.1", self.udp.getsockname()[1]))
            except OSError:  # taken by another: the kernel is asked for the next port
                self.udp.close()
        self.other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.other.bind(("127.0.0.1", 0))
        self.port = self.udp.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._serve_udp, daemon=True).start()
        if self.tcp:
            threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.udp_answer = lambda query: []
        for each in (self.udp, self.tcp):
            if each:
                # Wakes the thread that waits in it.
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                each.close()
        self.other.close()

    def _serve_udp(self):
        while True:
            try:
                wire, client = self.udp.recvfrom(65536)
                if not wire:
                    continue
                self.queries += 1
                for datagram in self.udp_answer(Query(wire, "udp")):
                    sender, data = (self.other, datagram[1]) if isinstance(datagram, tuple) else (self.udp, datagram)
                    sender.sendto(data, client)
            except OSError:
                return

    def _accept(self):
        while True:
            try:
                connection, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_tcp, args=(connection,), daemon=True).start()

    def _serve_tcp(self, connection):
        connection.settimeout(10)
        with connection:
            try:
                while head := connection.recv(2, socket.MSG_WAITALL):
                    wire = connection.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL)
                    self.queries += 1
                    if self.tcp_answer(Query(wire, "tcp"), connection) is False:
                        return
            except OSError:
                return


def framed(message):
    return struct.pack(">H", len(message)) + message


def noise(query):
    """Everything that is not the answer, before the answer."""
    wrong = bytes(b ^ 0x55 for b in query.id)
    evil = record(data=b"\xc0\0\2\1")  # 192.0.2.1
    for _ in range(20):
        yield query.answer(evil, ident=wrong)
        yield query.answer(evil, ident=os.urandom(2)) if os.urandom(2) != query.id else b""
    yield from (b"", b"\0", query.id, query.wire, os.urandom(300), b"\xff" * 600, b"\0" * 512)
    yield query.answer(evil, question=name("other.example") + query.question[-4:])
    yield ("another port", query.answer(evil))
