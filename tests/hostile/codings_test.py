#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Bodies that say how they are coded, and lie, grow or break off: an end within bounds, and nothing false passed on."""
import gzip
import pathlib
import tempfile
import time
import zlib

import peer
import support
from floods_test import LATE_S

TEXT = b"all work and no play\n" * 500
LIMIT = 3


def raw_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def bomb(blocks):
    """A gzip stream of that many MiB of zeros, 1000 to 1; made once and short."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(blocks)) + packer.flush()


def zstd_frame(payload, window):
    """A frame with one raw block; `window` is the descriptor's byte: exponent and mantissa of what it asks for."""
    return (b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([window])
            + (len(payload) << 3 | 1).to_bytes(3, "little") + payload)


class Codings(peer.HostileTest):
    def setUp(self):
        super().setUp()
        self.peer = peer.Peer()
        self.addCleanup(self.peer.close)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def serve(self, coding, body):
        target = f"/{len(self.peer.answers)}"
        fields = b"" if coding is None else b"Content-Encoding: " + coding + b"\r\n"
        return self.peer.add(target, peer.Row(target, peer.response(fields=fields, body=body), close=peer.OPEN))

    def decoded(self, coding, body, *options):
        """(report, what the file got) of a run that must end by itself soon."""
        kept = self.folder / "kept"
        kept.unlink(missing_ok=True)
        started = time.monotonic()
        report, _ = self.report_of("--compressed", "-m", "15", *options, "-o", kept, self.serve(coding, body))
        self.assertLess(time.monotonic() - started, LIMIT + LATE_S, (coding, body[:40]))
        return report, kept.read_bytes() if kept.exists() else b""

    def test_streams_that_are_broken(self):
        whole = gzip.compress(TEXT)
        rows = [
            (b"gzip", b"no gzip at all"), (b"gzip", b"\x1f\x8b"), (b"gzip", b"\x1f\x8b\x08\xff" + b"x" * 100),
            (b"gzip", b"\x1f\x8b\x09\0\0\0\0\0\0\3" + whole[10:]), (b"gzip", whole[:-8] + b"\0" * 8),
            (b"gzip", whole[:-4] + b"\xff" * 4), (b"gzip", whole[:20] + b"\xff" * 50 + whole[70:]), (b"gzip", TEXT),
            (b"gzip", raw_deflate(TEXT)), (b"gzip", zlib.compress(TEXT)), (b"deflate", b"\x78\x9c\xff\xff"),
            (b"deflate", zlib.compress(TEXT)[:-4] + b"\0\0\0\0"), (b"br", b"\xff" * 100),
            (b"br", b"\x91\x19\x38\x00" + b"\xff" * 40), (b"zstd", b"\xff" * 100),
            (b"zstd", b"\x28\xb5\x2f\xfd\xff\xff"),
            (b"zstd", zstd_frame(b"x" * 9, 0)[:-4]), (b"gzip, gzip", whole), (b"gzip, br", whole),
            (b"x-gzip", b"no"), (b"gzip", b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + b"n" * 200_000),
        ]
        for coding, body in rows:
            report, kept = self.decoded(coding, body)
            self.assert_failed(report, "body.coding", "body.incomplete")
            self.assertIn(report["exit_code"], (61, 18), (coding, body[:30]))
            self.assertLess(len(kept), len(TEXT) + 1)

    def test_cut_at_many_places(self):
        for coding, whole in ((b"gzip", gzip.compress(TEXT)), (b"deflate", zlib.compress(TEXT)),
                              (b"deflate", raw_deflate(TEXT)), (b"zstd", zstd_frame(TEXT[:1000], 0))):
            kept = self.folder / "kept"
            urls = [self.serve(coding, whole[:size]) for size in range(1, len(whole), max(1, len(whole) // 25))]
            words = [word for url in urls for word in ("-o", kept, url)]
            result = support.rtrip("-j", "-m", "10", "--compressed", *words)
            for report in self.reports_of(result, len(urls), str(coding)):
                self.assert_failed(report, "body.coding", "body.incomplete")

    def test_what_lies_behind_a_stream_is_not_passed_on(self):
        whole = gzip.compress(TEXT)
        for coding, body in ((b"gzip", whole + b"evil" * 50), (b"gzip", whole + b"\0" * 100),
                             (b"deflate", zlib.compress(TEXT)
                             + b"evil"), (b"deflate", raw_deflate(TEXT) + b"evil" * 9),
                             (b"gzip", whole + b"\x1f\x8bevil"),
                             (b"zstd", zstd_frame(TEXT[:900], 0) + b"evil" * 9)):
            report, kept = self.decoded(coding, body)
            self.assertNotIn(b"evil", kept, (coding, body[-10:]))
            if not report["ok"]:
                self.assert_failed(report, "body.coding")

    def test_members_one_behind_the_other(self):
        many = gzip.compress(b"ab") * 3
        report, kept = self.decoded(b"gzip", many)
        self.assertIn((report["ok"], kept), ((True, b"ababab"), (False, b"ab")))
        report, _ = self.decoded(b"gzip", gzip.compress(b"") * 100_000, "--max-decoded-bytes", "1k")
        self.assertIn(report["error"] and report["error"]["code"], (None, "body.coding"))
        report, kept = self.decoded(b"gzip", gzip.compress(b"x" * 400) * 2000, "--max-decoded-bytes", "100k")
        self.assert_failed(report, "body.decoded_too_large", "body.coding")
        self.assertLessEqual(len(kept), 100 << 10)

    def test_names_of_codings(self):
        for value in (b"gzip;q=1", b"gzi", b"gzipp", b"\"gzip\"", b"gzip gzip", b"\xc2\x9b2J", b"x" * 60_000,
                      b"compress",
                      b"sdch", b"rot13", b"identity, rot13", b"aes128gcm", b"chunked"):
            report, _ = self.decoded(value, b"plain text")
            self.assert_failed(report, "body.coding")
        for value in (b"", b",", b"identity", b"IDENTITY", b" , ,", b"none"):
            report, kept = self.decoded(value, b"plain text")
            if report["ok"]:
                self.assertEqual(b"plain text", kept, value)
            else:
                self.assert_failed(report, "body.coding")
        for value in (b"GZIP", b"X-Gzip", b"identity, gzip", b",gzip,"):
            report, kept = self.decoded(value, gzip.compress(TEXT))
            self.assert_taken(report)
            self.assertEqual(TEXT, kept)
        for coding in (b"gzip", b"deflate", b"br", b"zstd", b"gzip, gzip"):
            report, kept = self.decoded(coding, b"")
            self.assertEqual((True, b""), (report["ok"], kept), coding)

    def test_stacks(self):
        body = TEXT
        for depth in range(1, 40):
            body = gzip.compress(body)
            report, kept = self.decoded(b", ".join([b"gzip"] * depth), body)
            if depth < 3:
                self.assert_taken(report)
            if report["ok"]:
                self.assertEqual(TEXT, kept)
            elif depth > 10:
                break
        self.assert_failed(report, "body.coding")
        for value in (b"gzip, " * 999 + b"gzip", b"\r\nContent-Encoding: ".join([b"gzip"] * 1000),
                      b"br," * 20_000 + b"br",
                      b"zstd," * 999 + b"gzip"):
            report, _ = self.decoded(value, body)
            self.assert_failed(report, "body.coding")

    def test_bombs(self):
        """In the 40 MB that every run here has; what the options allow at most reaches the file."""
        packed = bomb(300)
        for coding, body in ((b"gzip", packed), (b"gzip, gzip", gzip.compress(packed)),
                             (b"gzip, gzip, gzip", gzip.compress(gzip.compress(packed)))):
            for options, most in ((["--max-decoded-bytes", "1M"], 1 << 20), (["--max-filesize", "2M"], 2 << 20)):
                report, kept = self.decoded(coding, body, *options)
                self.assertEqual(63, report["exit_code"], (coding, options))
                self.assertLessEqual(len(kept), most)
        # A ratio that no text has, whatever the size.
        report, _ = self.decoded(b"gzip, gzip", gzip.compress(packed))
        self.assert_failed(report, "body.decoded_too_large")

    def test_windows(self):
        for window in range(0, 256, 8):
            # 2^(10 + exponent) bytes: from 1 KiB over 2 GiB to 2 TiB.
            body = zstd_frame(b"y" * 900, window)
            report, kept = self.decoded(b"zstd", body)
            if window >> 3 <= 13:
                self.assertEqual((True, b"y" * 900), (report["ok"], kept), window)
            else:
                self.assertTrue(report["ok"] or report["error"]["code"] == "body.coding", report["error"])
            if window >> 3 >= 21:
                self.assert_failed(report, "body.coding")
        # A frame that says how long it is, and lies.
        lie = b"\x28\xb5\x2f\xfd\xc0\0" + (2**62).to_bytes(8, "little") + (9 << 3 | 1).to_bytes(3, "little") + b"y" * 9
        self.assertFalse(self.decoded(b"zstd", lie)[0]["ok"])
        skippable = b"\x50\x2a\x4d\x18" + (2**32 - 1).to_bytes(4, "little") + b"x" * 1000
        self.assertFalse(self.decoded(b"zstd", skippable)[0]["ok"])
        large = b"\x91" + b"\x1e" + b"\xff" * 30  # brotli's large windows, never asked for
        self.assertFalse(self.decoded(b"br", large)[0]["ok"])

    def test_not_asked_for_means_untouched(self):
        for coding in (b"gzip", b"gzip, " * 999 + b"gzip", b"rot13", b"zstd"):
            kept = self.folder / "kept"
            report, _ = self.report_of("-m", "5", "-o", kept, self.serve(coding, b"plain"))
            self.assert_taken(report)
            self.assertEqual(b"plain", kept.read_bytes())


if __name__ == "__main__":
    peer.main()
