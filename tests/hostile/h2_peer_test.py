#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The HTTP/2 peer of these tests, tried with curl: what fails against it later is not the peer's fault."""
import os
import ssl
import subprocess
import unittest

import h2_frames as h2
import h2_peer
import hpack
import support

setUpModule = support.skip_unless("openssl", "curl") or (lambda: None)


def curl(*arguments, stdin=b""):
    return subprocess.run(["curl", "-sS", "-m", "20", *map(str, arguments)], input=stdin, capture_output=True,
                          check=False)


def echo(connection, request):
    path = request.path.encode()
    connection.respond(request, 200, [(b"x-path", path)], bytes(request.body) or b"ok", [(b"x-sum", b"1")])


class HeaderCompression(unittest.TestCase):
    def test_the_code_is_complete(self):
        """Every bit string begins with one symbol's code, or with that of the end, which has 30 bits."""
        self.assertEqual(1 << 30, sum(1 << 30 - length for length, _ in hpack.CODES) + 1)
        self.assertEqual(256, len(hpack.CODES))

    def test_examples_of_rfc_7541_appendix_c(self):
        decoder = hpack.Decoder()
        common = [(b":method", b"GET"), (b":scheme", b"http"), (b":path", b"/"), (b":authority", b"www.example.com")]
        self.assertEqual(common, decoder.decode(bytes.fromhex("828684418cf1e3c2e5f23a6ba0ab90f4ff")))
        self.assertEqual([*common, (b"cache-control", b"no-cache")],
                         decoder.decode(bytes.fromhex("828684be5886a8eb10649cbf")))
        self.assertEqual((b"custom-key", b"custom-value"),
                         decoder.decode(bytes.fromhex("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))[-1])
        self.assertEqual(b"\x1f\x9a\x0a", hpack.integer(1337, 5))

    def test_what_is_encoded_is_decoded(self):
        fields = [(b"a", b""), (b"b" * 300, b"\0\xff" * 300), (b"set-cookie", b"x")]
        self.assertEqual(fields, hpack.Decoder().decode(hpack.encode(fields)))


class AgainstCurl(unittest.TestCase):
    def both(self):
        files = support.Files()
        self.addCleanup(files.close)
        yield None, ["--http2-prior-knowledge"]
        yield h2_peer.tls_context(files), ["--cacert", files.ca, "--http2"]

    def test_bodies_both_ways(self):
        for context, options in self.both():
            for size in (0, 1, 70_000, 3 << 20):
                body = os.urandom(size)
                with h2_peer.Peer(h2_peer.answering(echo), context) as server:
                    done = curl(*options, "-H", "X-Own: \u00fc", "--data-binary", "@-", server.origin + "/p?q",
                                stdin=body)
                self.assertEqual((0, body or b"ok"), (done.returncode, done.stdout), done.stderr)
                request = server.requests[0]
                self.assertEqual(("POST", "/p?q", body), (request.field(":method"), request.path, request.body))
                self.assertEqual("\u00fc".encode(), dict(request.fields)[b"x-own"])
                self.assertEqual("h2" if context else None, server.connections[0].alpn)
                self.assertEqual(bool(context), b"\x02h2\x08http/1.1" in server.connections[0].hello)
                self.assertTrue(server.connections[0].sent(h2.SETTINGS))

    def test_a_script_is_followed_frame_by_frame(self):
        def refusing(connection, request):
            connection.send(h2.reset(request.stream, h2.INTERNAL_ERROR))
        with h2_peer.Peer(h2_peer.answering(refusing)) as server:
            done = curl("--http2-prior-knowledge", server.origin)
        self.assertEqual(92, done.returncode)
        self.assertIn(b"INTERNAL_ERROR", done.stderr)

    def test_a_defect_of_the_script_is_told(self):
        def failing(_, __):
            raise KeyError("here")
        with self.assertRaises(KeyError), h2_peer.Peer(h2_peer.answering(failing)) as server:
            curl("--http2-prior-knowledge", server.origin)

    def test_another_protocol_is_not_negotiated(self):
        files = support.Files()
        self.addCleanup(files.close)
        with h2_peer.Peer(h2_peer.answering(echo), h2_peer.tls_context(files)) as server:
            self.assertNotEqual(0, curl("-k", "--http1.1", server.origin).returncode)
        self.assertEqual([], server.requests)
        self.assertTrue(ssl.HAS_ALPN)


if __name__ == "__main__":
    unittest.main()
