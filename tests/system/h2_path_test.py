#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""HTTP/2 on a connection that died without a word, and on one whose server is only busy, between two namespaces."""
import concurrent.futures
import struct
import unittest

import paths
import support
from culprit_path_test import Server, silent
from paths import TO_SERVER, Path

DELAY_MS = 5
# Longer than the silence that a PING looks into and the time for its answer, which this test waits for.
LIMIT_S = "40"


def port_to(packet):
    """The port that an IPv4 packet of TCP goes to."""
    header = (packet[0] & 15) * 4
    return struct.unpack("!H", packet[header + 2:header + 4])[0]


class Silence(support.SystemTest):
    def test_a_dead_connection_is_given_up_and_a_busy_server_is_not(self):
        dead = []

        def swallows(direction, packet):
            return direction == TO_SERVER and paths.carries_data(packet) and port_to(packet) in dead
        with Path(DELAY_MS, swallows) as path, Server(path, silent) as lost, Server(path, silent) as busy:
            dead.append(lost.port)

            def ask(server, limit):
                result = path.rtrip("-j", "--http2-prior-knowledge", "-m", limit, server.url)
                return result.status, result.json()[0]
            with concurrent.futures.ThreadPoolExecutor() as both:
                given_up = both.submit(ask, lost, LIMIT_S)
                waited_for = both.submit(ask, busy, "20")
                code, report = given_up.result()
                self.assertEqual((28, "http2.ping_timeout"), (code, report["error"]["code"]), report["error"])
                self.assertEqual("h2_ping_timeout", report["pool"]["discarded"][0]["reason"])
                self.assertLess(report["total_ms"], 1000 * float(LIMIT_S))
                code, report = waited_for.result()
                # Its kernel acknowledges the PINGs: the request's own limit decides, and the report says so.
                self.assertEqual((28, "response.timeout"), (code, report["error"]["code"]), report["error"])
                self.assertIn("does not answer a PING", report["error"]["message"])


if __name__ == "__main__":
    paths.skip_unless_possible()
    unittest.main()
