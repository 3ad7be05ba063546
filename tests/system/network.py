# SPDX-License-Identifier: MIT
"""Two network namespaces with a path of known delay between them, and the packets at the client's end of it.

    client namespace            (relay process)              server namespace
    veth 10.99.0.1  <------>  hands on each frame  <------>  veth 10.99.0.2
                              after the delay

The relay stands in for `tc netem`, which not every kernel has. How exactly it keeps the delay does not matter: what is
compared with the command's figures are the packets as the client's kernel saw them go and come.
"""
import collections
import ctypes
import multiprocessing
import os
import select
import socket
import struct
import subprocess
import sys
import time

from support import SKIPPED, skip_unless

CLIENT, SERVER = "10.99.0.1", "10.99.0.2"
CLONE_NEWNET = 0x40000000
SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING = 263, 15, 4
SO_TIMESTAMPNS = 35
ETH_P_ALL, ETH_P_IP = 3, 0x0800
FIN, SYN, ACK = 1, 2, 16

libc = ctypes.CDLL(None, use_errno=True)

# One TCP segment at the client's interface: `at` by the kernel's civil clock in seconds, `out` when the client sent it.
Segment = collections.namedtuple("Segment", "at out port peer_port flags seq ack bytes")


def enter(namespace):
    with open(namespace, "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")


def ip(*arguments):
    return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)


def relay(first, second, delay):
    """Hands frames on between two packet sockets, each after `delay` seconds, in their order."""
    other = {first.fileno(): second, second.fileno(): first}
    by_fd = {first.fileno(): first, second.fileno(): second}
    due = collections.deque()
    while True:
        now = time.monotonic()
        while due and due[0][0] <= now:
            _, out, frame = due.popleft()
            try:
                out.send(frame)
            except OSError:
                pass  # a frame that the other side does not take is lost, as on any path
        wait = due[0][0] - time.monotonic() if due else None
        if wait is not None and wait < 0.0001:
            wait = 0  # closer than a sleep can aim
        for fd in select.select(list(by_fd), [], [], wait)[0]:
            frame, address = by_fd[fd].recvfrom(1 << 17)
            if address[2] != PACKET_OUTGOING:
                due.append((time.monotonic() + delay, other[fd], frame))


class Path:
    """The namespaces, the relay and the capture. A context manager; skips the whole file where it may not be made."""

    def __init__(self, delay):
        self.delay = delay
        self.names = {end: f"rtrip-{end}-{os.getpid()}" for end in ("client", "relay", "server")}
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.process = None
        self.priority = None

    def __enter__(self):
        skip_unless("ip", "chrt")
        try:
            self.make()
        except OSError as error:
            self.__exit__()
            print(f"skipped: no network namespaces here: {error}")
            sys.exit(SKIPPED)
        return self

    def make(self):
        for name in self.names.values():
            done = ip("netns", "add", name)
            if done.returncode != 0:
                raise OSError(done.stderr.strip())
        for end, address in (("client", CLIENT), ("server", SERVER)):
            name, middle = self.names[end], self.names["relay"]
            for command in (
                    f"-n {name} link add {end[0]}0 type veth peer name {end[0]}1 netns {middle}",
                    f"-n {name} addr add {address}/24 dev {end[0]}0", f"-n {name} link set {end[0]}0 up",
                    f"-n {name} link set lo up", f"-n {middle} link set {end[0]}1 up"):
                done = ip(*command.split())
                if done.returncode != 0:
                    raise OSError(f"ip {command}: {done.stderr.strip()}")
        ends = [self.packets("relay", device) for device in ("c1", "s1")]
        for end in ends:
            end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)  # frames keep what their checksums are to be
        self.process = multiprocessing.get_context("fork").Process(target=relay, args=(*ends, self.delay), daemon=True)
        self.process.start()
        self.capture = self.packets("client", "c0")
        self.capture.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.capture.setblocking(False)

    def inside(self, end, act):
        """What `act` returns, done in the namespace of `end`; sockets made there stay there."""
        enter(f"/var/run/netns/{self.names[end]}")
        try:
            return act()
        finally:
            if libc.setns(self.home, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns back")

    def packets(self, end, device):
        made = self.inside(end, lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)))
        made.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE
        self.inside(end, lambda: made.bind((device, ETH_P_ALL)))
        return made

    def through(self):
        """What a command is started through to run in the client's namespace.

        With a real-time priority where that is allowed, so that its figures are its own doing and not that of whatever
        else the machine is busy with.
        """
        if self.priority is None:
            allowed = subprocess.run(["chrt", "-f", "10", "true"], capture_output=True, check=False).returncode == 0
            self.priority = ["chrt", "-f", "10"] if allowed else []
        return ["ip", "netns", "exec", self.names["client"], *self.priority]

    def segments(self):
        """The TCP segments since the last call, oldest first, without repetitions of the same bytes."""
        out, seen = [], set()
        while True:
            try:
                frame, control, _, address = self.capture.recvmsg(128, 128)
            except BlockingIOError:
                return out
            segment = parse(frame, control, address)
            key = segment and segment[1:]
            if segment and key not in seen:
                seen.add(key)
                out.append(segment)

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.join()
        for name in self.names.values():
            ip("netns", "del", name)
        os.close(self.home)


def parse(frame, control, address):
    stamp = next((data for level, kind, data in control
                  if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS), None)
    if not stamp or len(frame) < 54:
        return None
    if struct.unpack("!H", frame[12:14])[0] != ETH_P_IP or frame[23] != socket.IPPROTO_TCP:
        return None
    seconds, nanoseconds = struct.unpack("qq", stamp[:16])
    header = (frame[14] & 15) * 4
    tcp = 14 + header
    source, destination, seq, ack, offset, flags = struct.unpack("!HHIIBB", frame[tcp:tcp + 14])
    length = struct.unpack("!H", frame[16:18])[0] - header - (offset >> 4) * 4
    out = address[2] == PACKET_OUTGOING
    port, peer = (source, destination) if out else (destination, source)
    return Segment(seconds + nanoseconds / 1e9, out, port, peer, flags, seq, ack, length)
