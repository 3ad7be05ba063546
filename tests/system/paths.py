# SPDX-License-Identifier: MIT
"""A network path that can be told what to do: two network namespaces with a tunnel device each, and this process between.

Packets go from one device to the other after a delay, unless a function drops them; both ends are the kernel's own TCP,
so that retransmissions, windows and round-trip times are real ones. Needs root and /dev/net/tun; skip_unless_possible()
ends the file as skipped otherwise.
"""
import ctypes
import fcntl
import heapq
import itertools
import os
import select
import socket
import struct
import subprocess
import sys
import threading
import time

import support

CLIENT, SERVER = "10.77.0.1", "10.77.0.2"
CLIENT6, SERVER6 = "fd77::1", "fd77::2"
TO_SERVER, TO_CLIENT = 0, 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_numbers = itertools.count()


def skip_unless_possible():
    """Ends the whole file as skipped where namespaces and tunnels cannot be made."""
    support.skip_unless("ip")
    reason = None
    if os.geteuid() != 0:
        reason = "network namespaces need root"
    elif not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        reason = "there is no /dev/net/tun"
    else:
        try:
            Path().close()
        except (OSError, subprocess.CalledProcessError) as error:
            reason = f"no namespaces here: {error}"
    if reason:
        print(f"skipped: {reason}")
        sys.exit(support.SKIPPED)


def inside(namespace, function):
    """What `function` gives when its thread is in the namespace: sockets stay in the one in which they were made."""
    result = []

    def run():
        try:
            handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
            try:
                if _LIBC.setns(handle, _CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            finally:
                os.close(handle)
            result.append((function(), None))
        except Exception as error:  # whatever it is, it is the caller's
            result.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    value, error = result[0]
    if error:
        raise error
    return value


def tcp(packet):
    """(flags, payload length) of an IPv4 packet with TCP in it; None for others."""
    if packet[0] >> 4 != 4 or packet[9] != 6:
        return None
    header = (packet[0] & 15) * 4
    payload = struct.unpack_from("!H", packet, 2)[0] - header - (packet[header + 12] >> 4) * 4
    return packet[header + 13], payload


def is_syn(packet):
    found = tcp(packet)
    return found is not None and found[0] & 0x12 == 0x02


def carries_data(packet):
    found = tcp(packet)
    return found is not None and found[1] > 0


class Path:
    """`drop` is asked for every packet with its direction; `bytes_per_second` is the width in either direction."""

    def __init__(self, delay_ms=30, drop=None, bytes_per_second=None):
        self.delay, self.drop = delay_ms / 1000, drop or (lambda direction, packet: False)
        self.width = bytes_per_second
        number = next(_numbers)
        self.client, self.server = (f"rtrip-{os.getpid()}-{number}-{end}" for end in "cs")
        self.devices, self.sockets = [], []
        self.stop_read, self.stop_write = os.pipe()
        made = []
        try:
            for namespace, address, address6 in ((self.client, CLIENT, CLIENT6), (self.server, SERVER, SERVER6)):
                self._run("ip", "netns", "add", namespace)
                made.append(namespace)
                self.devices.append(inside(namespace, self._open_device))
                for words in (["addr", "add", address + "/24", "dev", "path"],
                              ["addr", "add", address6 + "/64", "dev", "path", "nodad"],
                              ["link", "set", "lo", "up"], ["link", "set", "path", "up"]):
                    self._run("ip", "-n", namespace, *words)
        except BaseException:
            self._remove(made)
            raise
        self.thread = threading.Thread(target=self._forward, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.write(self.stop_write, b"x")
        self.thread.join()
        for one in self.sockets:
            one.close()
        self._remove([self.client, self.server])

    def rtrip(self, *arguments, **options):
        """The command, run at the client's end."""
        support.THROUGH[:] = ["ip", "netns", "exec", self.client]
        try:
            return support.rtrip(*arguments, **options)
        finally:
            support.THROUGH[:] = []

    def listen(self, address=SERVER):
        """A listening socket at the server's end."""
        listener = inside(self.server, lambda: socket.create_server((address, 0), backlog=64))
        self.sockets.append(listener)
        return listener

    @staticmethod
    def _run(*words):
        subprocess.run(words, check=True, capture_output=True)

    @staticmethod
    def _open_device():
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH14x", b"path", _IFF_TUN | _IFF_NO_PI))
        return device

    def _remove(self, namespaces):
        for device in [*self.devices, self.stop_read, self.stop_write]:
            os.close(device)
        for namespace in namespaces:
            subprocess.run(["ip", "netns", "del", namespace], check=False, capture_output=True)

    def _forward(self):
        queue, order, free_at = [], itertools.count(), [0.0, 0.0]
        while True:
            wait = max(0.0, queue[0][0] - time.monotonic()) if queue else None
            ready = select.select([*self.devices, self.stop_read], [], [], wait)[0]
            if self.stop_read in ready:
                return
            for direction, device in enumerate(self.devices):
                if device in ready:
                    self._take(direction, device, queue, order, free_at)
            while queue and queue[0][0] <= time.monotonic():
                _, _, direction, packet = heapq.heappop(queue)
                try:
                    os.write(self.devices[1 - direction], packet)
                except OSError:
                    pass  # A full device drops, as any router does.

    def _take(self, direction, device, queue, order, free_at):
        while True:
            try:
                packet = os.read(device, 65536)
            except BlockingIOError:
                return
            now = time.monotonic()
            if self.drop(direction, packet):
                continue
            leaves = now
            if self.width:
                leaves = free_at[direction] = max(now, free_at[direction]) + len(packet) / self.width
            heapq.heappush(queue, (leaves + self.delay, next(order), direction, packet))
