#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Series of the built command: what is repeated, when it starts, what the summary makes of it, and how it ends early."""
import fcntl
import json
import os
import pathlib
import pty
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest

from counting import FIN, Counting, answer, in_turn, support
from support import SystemTest, environment, rtrip

OK = answer(200, b"hello")


def always(_number, _seen):
    return OK


class Started:
    """The command while it runs."""

    def __init__(self, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "env": environment(), **options}
        self.process = subprocess.Popen([support.RTRIP, *map(str, arguments)], **options)
        self.watchdog = threading.Timer(support.LIMIT_SECONDS, self.process.kill)
        self.watchdog.start()

    def end(self):
        """(status, stdout, stderr)"""
        out, err = self.process.communicate()
        self.watchdog.cancel()
        return self.process.returncode, (out or b"").decode(), (err or b"").decode()


class SeriesTest(SystemTest):
    def assert_summary(self, text):
        """One line is a summary that the schema admits and whose figures agree. Returns it."""
        validated = subprocess.run([support.PYTHON, support.ROOT / "tools/validate_report",
                                    support.ROOT / "docs/summary.schema.json", "-"], input=text, capture_output=True,
                                   text=True)
        self.assertEqual(0, validated.returncode, validated.stdout + validated.stderr + text)
        self.assertEqual(1, text.count("\n"), text)
        return json.loads(text)

    def summary_of(self, *arguments, status=0):
        result = rtrip("-j", "--summary", *arguments)
        self.assert_status(status, result)
        return self.assert_summary(result.out)


class Repetition(SeriesTest):
    def test_all_urls_in_order_for_each_repetition_and_the_summary_behind_their_reports(self):
        with Counting(always) as server:
            result = rtrip("-j", "--count", 3, server.url + "/{a,b}", "--next", server.url + "/c", "-d", "x")
            self.assert_status(0, result)
            self.assertEqual(["/a", "/b", "/c"] * 3, [seen.target for seen in server.seen])
            self.assertEqual([b"", b"", b"x"] * 3, [seen.body for seen in server.seen])
            *reports, summary = result.out.splitlines(keepends=True)
            self.assertEqual(9, len(reports))
            self.assertEqual({"rtrip.report/1"}, {json.loads(line)["schema"] for line in reports})
            summary = self.assert_summary(summary)
            self.assertEqual([9, 9, 0], [summary["requests"][key] for key in ("count", "ok", "failed")])
            self.assertEqual({"200": 9}, summary["statuses"])
            self.assertEqual(1, summary["pool"]["dialed"])
            self.assertEqual({"no_entry": 1}, summary["pool"]["new_because"])

    def test_people_get_the_summary_alone_and_with_v_a_line_for_each_request(self):
        with Counting(always) as server:
            brief = rtrip("--count", 5, server.url)
            self.assert_status(0, brief)
            self.assertTrue(brief.out.startswith("5 requests, "), brief.out)
            self.assertIn("1 dialed, 4 reused (80%)", brief.out)
            self.assertEqual("", brief.err)
            long = rtrip("-v", "--count", 5, server.url)
            lines = [line.split() for line in long.out.splitlines()[:5]]
            self.assertEqual([[str(number), "200", "cold" if number == 1 else "warm", server.url] for number in range(1, 6)],
                             [[words[0], words[1], *words[-2:]] for words in lines])
            self.assertEqual("", rtrip("-s", "--count", 2, "-o", "-", server.url).err)

    def test_write_out_and_files_mean_what_they_mean_without_a_series(self):
        with Counting(lambda number, _: answer(200, b"%d" % number)) as server, tempfile.TemporaryDirectory() as folder:
            texts = rtrip("--count", 3, "-w", "%{http_code} %{num_connects}\\n", server.url)
            self.assertEqual("200 1\n200 0\n200 0\n", texts.out)
            self.assertIn("3 requests", rtrip("--count", 3, "-w", "x\\n", "--summary", server.url).out)
            kept = rtrip("--count", 3, "-o", "body", server.url, cwd=folder)
            self.assert_status(0, kept)
            self.assertEqual(b"9", (pathlib.Path(folder) / "body").read_bytes())
            bodies = rtrip("--count", 3, "-o", "-", server.url)
            self.assertEqual(b"101112", bodies.bytes)
            self.assertIn("3 requests", bodies.err)
            none = rtrip("--count", 3, "--report", "none", server.url)
            self.assertEqual("", none.out + none.err)
            to_file = rtrip("-j", "--count", 2, "--report-file", "reports", server.url, cwd=folder)
            self.assertEqual("", to_file.out)
            self.assertEqual(3, len((pathlib.Path(folder) / "reports").read_text().splitlines()))

    def test_uploads_are_sent_again_each_time(self):
        with Counting(always) as server, tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "file").write_bytes(b"content")
            summary = self.summary_of("--count", 3, "-T", os.path.join(folder, "file"), server.url + "/up")
            self.assertEqual([b"content"] * 3, [seen.body for seen in server.seen])
            self.assertEqual(3, summary["requests"]["ok"])

    def test_concurrency_is_kept_to_and_so_many_connections_stay(self):
        together = threading.Barrier(4)

        def when_four_are_there(number, _seen):
            # The last ones have no company any more.
            if number <= 40:
                together.wait(support.LIMIT_SECONDS)
            return OK

        with Counting(when_four_are_there) as server:
            summary = self.summary_of("--count", 40, "--concurrency", 4, server.url)
            self.assertEqual(4, server.connections)
            self.assertEqual([4, 36, 40], [summary["pool"][key] for key in ("dialed", "reused", "returned")])
            self.assertEqual([4, 36], [summary["requests"][key] for key in ("cold", "warm")])

    def test_cold_and_warm_are_apart_and_every_reason_is_counted(self):
        def second_one_closes(number, _seen):
            return [answer(200, b"bye", Connection="close"), FIN] if number % 3 == 0 else OK

        with Counting(second_one_closes) as server:
            summary = self.summary_of("--count", 9, server.url)
            self.assertEqual([3, 6], [summary["requests"][key] for key in ("cold", "warm")])
            self.assertEqual(3, summary["cold"]["phases"]["connect_ms"]["count"])
            self.assertIsNone(summary["warm"]["phases"]["connect_ms"])
            self.assertEqual(3, sum(summary["pool"]["not_returned_because"].values()))
            self.assertEqual(3, sum(summary["pool"]["new_because"].values()))


class Times(SeriesTest):
    def test_percentiles_of_a_server_whose_times_are_known(self):
        # Every tenth answer takes 100 ms.
        def answers(number, _seen):
            if number % 10 == 0:
                time.sleep(0.1)
            return OK

        with Counting(answers) as server:
            total = self.summary_of("--count", 100, server.url)["total_ms"]
            self.assertLess(total["p50"], 100)
            self.assertGreaterEqual(total["p95"], 100)
            self.assertGreaterEqual(total["p99"], total["p95"])
            self.assertEqual(["p999"], total["unsupported"])

    def test_an_interval_counts_from_start_to_start(self):
        with Counting(always) as server:
            summary = self.summary_of("--count", 4, "--interval", "100ms", server.url)
            self.assertGreaterEqual(summary["duration_ms"], 300)
            self.assertEqual(100, summary["asked"]["interval_ms"])

    def test_duration_ends_a_series_and_lets_what_is_under_way_end(self):
        def slow(_number, _seen):
            time.sleep(0.15)
            return OK

        with Counting(slow) as server:
            summary = self.summary_of("--duration", "400ms", server.url)
            count = summary["requests"]["count"]
            self.assertEqual(len(server.seen), count)
            self.assertIn(count, (1, 2, 3))
            self.assertEqual([0, False], [summary["requests"]["abandoned"], summary["interrupted"]])

    def stalling(self, at, seconds):
        def answers(number, _seen):
            if number == at:
                time.sleep(seconds)
            return OK
        return answers

    def test_a_stall_that_a_closed_loop_hides_is_seen_at_a_rate_and_told(self):
        with Counting(self.stalling(150, 1)) as server:
            closed = self.summary_of("--count", 300, server.url)
            # One of 300 is beyond p99.
            self.assertGreaterEqual(closed["total_ms"]["max"], 1000)
            self.assertLess(closed["total_ms"]["p99"], closed["total_ms"]["max"] / 2)
            self.assertGreaterEqual(closed["silence_ms"], 900)
            self.assertRegex(closed["note"], r"^For .*no request ended although one was under way")
            self.assertIsNone(closed["ticks"])
        with Counting(self.stalling(150, 1)) as server:
            result = rtrip("-j", "--summary", "--rate", "100/s", "--count", 300, "--concurrency", 1, server.url)
            opened = self.assert_summary(result.out)
            self.assertGreaterEqual(opened["intended_total_ms"]["p99"], 900)
            self.assertLess(opened["total_ms"]["p99"], opened["intended_total_ms"]["p99"] / 2)
            self.assertGreaterEqual(opened["start_delay_ms"]["max"], 900)
            self.assertGreaterEqual(opened["ticks"]["missed"], 50)
            self.assertRegex(opened["note"], "delayed by up to .* beyond their intended start.*p99 is .* it is only ")
        with Counting(self.stalling(15, 1)) as server:
            people = rtrip("--rate", "100/s", "--count", 30, "--concurrency", 1, server.url)
            self.assertIn("Requests were delayed by up to", people.out)
            self.assertIn("from due", people.out)

    def test_a_second_in_half_a_minute_is_seen_through_the_default_slots(self):
        stall = threading.Lock()

        def answers(number, _seen):
            # All that come while the server stands still wait for it, as behind a lock or a collector of garbage.
            with stall:
                if number == 1500:
                    time.sleep(1)
            return OK

        with Counting(answers) as server:
            summary = self.summary_of("--rate", "100/s", "--duration", "30s", server.url)
            # The last ticks of a machine that is late find the time over.
            self.assertGreaterEqual(summary["requests"]["count"], 2950)
            # A hundred of the three thousand were due within that second.
            self.assertGreaterEqual(summary["intended_total_ms"]["p99"], 500)
            self.assertGreaterEqual(summary["intended_total_ms"]["max"], 950)
            self.assertLess(summary["intended_total_ms"]["p50"], 100)
            self.assertRegex(summary["note"], "delayed by up to .* beyond their intended start")

    def test_slots_that_are_free_keep_to_the_rate(self):
        together = threading.Barrier(5)

        def five_at_once(number, _seen):
            together.wait(support.LIMIT_SECONDS)
            return OK

        # A closed loop of one slot would wait for ever.
        with Counting(five_at_once) as server:
            summary = self.summary_of("--rate", "50/s", "--count", 20, server.url)
            self.assertEqual(20, summary["requests"]["ok"])
            self.assertEqual(50, summary["asked"]["concurrency"])
            self.assertEqual(50, summary["asked"]["rate_per_s"])

    def test_ticks_that_never_got_their_turn_are_counted(self):
        with Counting(self.stalling(1, 1)) as server:
            result = rtrip("-j", "--summary", "--rate", "100/s", "--duration", "500ms", "--concurrency", 1, server.url)
            summary = self.assert_summary(result.out)
            self.assertEqual(1, summary["requests"]["count"])
            self.assertEqual(49, summary["ticks"]["dropped"])
            self.assertIn("49 requests that had become due had not started", summary["note"])


class Failures(SeriesTest):
    def test_the_first_failure_is_the_exit_code_and_each_kind_is_told_once(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            closed = listener.getsockname()[1]
        result = rtrip("-j", "--summary", "--count", 20, f"http://127.0.0.1:{closed}/")
        self.assert_status(7, result)
        summary = self.assert_summary(result.out)
        self.assertEqual({"connect.refused": 20}, summary["errors"])
        self.assertEqual([20, 20, 0], [summary["requests"][key] for key in ("failed", "cold", "ok")])
        self.assertEqual(7, summary["exit_code"])
        self.assertEqual(1, result.err.count("\n"), result.err)

    def test_statuses_fail_under_f_alone(self):
        with Counting(in_turn(OK, answer(503, b"no"), OK)) as server:
            summary = self.summary_of("--count", 3, server.url)
            self.assertEqual({"200": 2, "503": 1}, summary["statuses"])
        with Counting(in_turn(OK, answer(503, b"no"), OK)) as server:
            summary = self.summary_of("--count", 3, "-f", server.url, status=22)
            self.assertEqual([2, 1], [summary["requests"][key] for key in ("ok", "failed")])
            self.assertEqual(1, summary["failed_total_ms"]["count"])

    def test_fail_early_ends_the_series(self):
        with Counting(in_turn(OK, answer(503, b"no"), OK)) as server:
            summary = self.summary_of("--count", 100, "-f", "--fail-early", server.url, status=22)
            self.assertEqual(2, summary["requests"]["count"])
            self.assertEqual(2, len(server.seen))

    def test_retries_and_redirects_are_part_of_their_request(self):
        with Counting(in_turn(answer(503, b"no"), OK, answer(302, b"", Location="/there"), OK)) as server:
            summary = self.summary_of("--count", 2, "-L", "--retry", 1, "--retry-delay", "10ms", server.url)
            self.assertEqual([2, 4, 1, 1], [summary["requests"]["ok"], summary["round_trips"], summary["redirects"],
                                            summary["retries"]])

    def test_secrets_of_a_first_error_are_masked(self):
        with Counting(lambda *_: [FIN]) as server:
            result = rtrip("-j", "--summary", "--count", 2, server.url.replace("//", "//user:geheim@"))
            self.assertNotIn("geheim", result.out + result.err)
            self.assertNotIn("geheim", rtrip("--count", 2, server.url.replace("//", "//user:geheim@")).out)


class Ends(SeriesTest):
    def interrupted(self, *arguments, hanging_from):
        """Interrupts once that many requests have come, of which the last never gets its answer."""
        reached, over = threading.Event(), threading.Event()

        def answers(number, _seen):
            if number < hanging_from:
                return OK
            reached.set()
            over.wait(support.LIMIT_SECONDS)
            return FIN

        with Counting(answers) as server:
            started = Started(*arguments, server.url)
            self.assertTrue(reached.wait(support.LIMIT_SECONDS))
            begin = time.monotonic()
            started.process.send_signal(signal.SIGINT)
            ended = started.end()
            took = time.monotonic() - begin
            over.set()
        return ended, took

    def test_ctrl_c_ends_with_the_summary_so_far(self):
        (status, out, _), took = self.interrupted("-j", "--summary", "--count", 1000000, hanging_from=31)
        self.assertEqual(130, status)
        summary = self.assert_summary(out)
        self.assertEqual([30, 1], [summary["requests"][key] for key in ("count", "abandoned")])
        self.assertEqual([True, False, 130], [summary[key] for key in ("interrupted", "ok", "exit_code")])
        self.assertEqual({}, summary["errors"])
        # The hanging request's limit is two minutes.
        self.assertLess(took, 10)

    def test_ctrl_c_ends_those_that_wait_for_their_tick(self):
        (status, out, _), _ = self.interrupted("--rate", "20/s", hanging_from=3)
        self.assertEqual(130, status)
        self.assertIn("interrupted", out)
        (status, out, _), _ = self.interrupted("--interval", "1ms", "--concurrency", 3, hanging_from=5)
        self.assertEqual(130, status)

    def test_a_reader_that_leaves_ends_the_series(self):
        with Counting(always) as server:
            done = support.shell('"$RTRIP" -j --count 1000000 "$URL" | head -1; echo ${PIPESTATUS[0]}', URL=server.url)
            line, status = done.stdout.splitlines()
            self.assertEqual("rtrip.report/1", json.loads(line)["schema"])
            self.assertEqual("23", status)
            self.assertEqual("", done.stderr)

    def test_output_that_cannot_be_written_is_an_error(self):
        with Counting(always) as server, open("/dev/full", "wb") as full:
            for arguments in (["--count", 2], ["-j", "--count", 2], ["-j", "--summary", "--count", 2]):
                result = rtrip(*arguments, server.url, stdout=full)
                self.assert_status(23, result)
                self.assertRegex(result.err, r"\(23\) ")

    def test_usage_errors_send_nothing(self):
        with Counting(always) as server:
            for arguments in (["--count", 0], ["--rate", "1", "--interval", "1s"], ["--summary"], ["--concurrency", 2],
                              ["--count", 2, "-Z"], ["--count", 2, "-T", "-"]):
                result = rtrip(*arguments, server.url)
                self.assert_status(2, result)
                self.assertRegex(result.err, r"^rtrip: \(2\) ")
            self.assertEqual([], server.seen)


class Progress(SeriesTest):
    ARGUMENTS = ("--rate", "40/s", "--duration", "1200ms")

    def on_terminal(self, *arguments, columns=60, all_of_it=False):
        """stdout on a pipe, or `all_of_it` on one terminal with stderr: (status, stdout, what the terminal got)."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        started = Started(*arguments, stderr=slave, **({"stdout": slave} if all_of_it else {}))
        os.close(slave)
        pieces = []
        while True:
            try:
                pieces.append(os.read(master, 65536))
            except OSError:  # EIO: the last writer is gone
                break
        os.close(master)
        status, out, _ = started.end()
        return status, out, b"".join(pieces).decode()

    def test_a_terminal_shows_how_it_goes_and_is_clean_at_the_end(self):
        with Counting(always) as server:
            status, out, shown = self.on_terminal(*self.ARGUMENTS, server.url)
            self.assertEqual(0, status)
            self.assertIn("requests, ", out)
            lines = shown.split("\r\x1b[K")
            self.assertGreaterEqual(len(lines), 3)
            self.assertEqual(["", ""], [lines[0], lines[-1]])
            self.assertRegex(lines[2], r"^\d+ requests, \d+\.\d/s, 0 failed, p50 ")
            self.assertLess(max(map(len, lines)), 60)

    def test_bodies_on_the_same_terminal_are_not_torn_apart(self):
        with Counting(always) as server:
            shown = self.on_terminal(*self.ARGUMENTS, "-o", "-", server.url, all_of_it=True)[2]
            self.assertTrue(shown.startswith("hellohello"), shown)
            self.assertNotIn("\x1b[K", shown)
            # Elsewhere they are in nobody's way.
            self.assertIn("\x1b[K", self.on_terminal(*self.ARGUMENTS, "-o", "-", server.url)[2])

    def test_nothing_is_shown_under_s_nor_on_a_pipe(self):
        with Counting(always) as server:
            self.assertEqual("", self.on_terminal("-s", *self.ARGUMENTS, server.url)[2])
            self.assertEqual("", rtrip(*self.ARGUMENTS, server.url).err)


if __name__ == "__main__":
    unittest.main()
