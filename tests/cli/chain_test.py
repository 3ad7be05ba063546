#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Redirects, retries and codings of the built command, against servers that count what comes."""
import gzip
import hashlib
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from counting import FIN, RST, Counting, answer, in_turn, support
from support import SystemTest, environment, rtrip


def report(*arguments, **options):
    result = rtrip("-j", *arguments, **options)
    return result, result.json()[0]


def waits(report_):
    return [trip["retry"]["delay_ms"] for trip in report_["round_trips"] if trip["retry"]]


class Redirects(SystemTest):
    def test_every_hop_is_in_the_record_and_the_last_body_alone_is_written(self):
        with Counting(in_turn(answer(301, b"one", Location="/b?q#f"), answer(302, b"two", Location="c"),
                              answer(200, b"three"))) as server:
            result = rtrip("-L", "-s", "-o", "-", server.url + "/a")
            self.assertEqual(b"three", result.bytes)
            self.assertEqual(["/a", "/b?q", "/c"], [seen.target for seen in server.seen])
            self.assertEqual(1, server.connections)

    def test_without_location_a_redirect_is_the_result(self):
        with Counting(in_turn(answer(302, b"moved", Location="/b"))) as server:
            result, told = report(server.url)
            self.assert_status(0, result)
            self.assert_reports(result)
            self.assertEqual(1, len(server.seen))
            self.assertFalse(told["round_trips"][0]["redirect"]["followed"])
            self.assertEqual(server.url + "/b", told["round_trips"][0]["redirect"]["location"])

    def test_reports_agree_with_the_schema_and_name_method_body_and_fields(self):
        with Counting(in_turn(answer(200, b"ok"))) as other:
            with Counting(in_turn(answer(302, Location=other.url + "/x"))) as server:
                result, told = report("-L", "-u", "a:b", "-b", "c=d", "-H", "X-Token: t", "-d", "x=1", server.url)
                self.assert_status(0, result)
                self.assert_reports(result)
                redirect = told["round_trips"][0]["redirect"]
                self.assertEqual(["POST to GET", "dropped", ["Authorization", "Cookie"], "another port", ["X-Token"]],
                                 [redirect[key] for key in ("method_change", "body", "stripped_headers",
                                                            "stripped_because", "exposed_headers")])
                self.assertEqual([1, "redirect"], [told["redirects"], told["round_trips"][1]["cause"]])
                self.assertEqual(b"", other.seen[0].body)
                human = rtrip("-L", "-u", "a:b", "-b", "c=d", server.url).out
                self.assertIn("without Authorization and", human)
                self.assertIn("(another port)", human)

    def test_too_many_redirects_end_with_47_and_name_the_circle(self):
        for limit in (0, 1, 3):
            with Counting(in_turn(answer(302, Location="/again"))) as server:
                result, told = report("-L", "--max-redirs", limit, server.url + "/again")
                self.assert_status(47, result)
                self.assertEqual(limit + 1, len(server.seen))
                self.assertEqual("redirect.too_many", told["error"]["code"])
                if limit:
                    self.assertIn("circle", told["error"]["message"])

    def test_minus_one_takes_the_limit_away(self):
        chain = lambda number, seen: answer(302, Location=f"/{number}") if number < 80 else answer(200, b"end")
        with Counting(chain) as server:
            self.assert_status(0, rtrip("-L", "--max-redirs", "-1", server.url))
            self.assertEqual(80, len(server.seen))
            self.assertEqual(1, server.connections)

    def test_other_schemes_end_with_1_and_nothing_is_connected(self):
        for location in ("ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1:1/_x"):
            with Counting(in_turn(answer(302, Location=location))) as server:
                result = rtrip("-L", server.url)
                self.assert_status(1, result)
                self.assertEqual(1, len(server.seen))

    def test_methods_and_bodies_are_curls(self):
        # options, status, then method and body of the second request
        table = [
            (["-d", "x=1"], 301, "GET", b""), (["-d", "x=1"], 302, "GET", b""), (["-d", "x=1"], 303, "GET", b""),
            (["-d", "x=1"], 307, "POST", b"x=1"), (["-d", "x=1"], 308, "POST", b"x=1"),
            (["-d", "x=1", "--post301"], 301, "POST", b"x=1"), (["-d", "x=1", "--post302"], 302, "POST", b"x=1"),
            (["-d", "x=1", "--post303"], 303, "POST", b"x=1"), (["-d", "x=1", "--post302"], 301, "GET", b""),
            # The method of -X stays; what becomes of the body goes by the method that the other options stand for.
            (["-X", "POST", "-d", "x=1"], 302, "POST", b""), (["-X", "PUT", "-d", "x=1"], 301, "PUT", b""),
            (["-X", "PUT", "-d", "x=1"], 308, "PUT", b"x=1"), (["-X", "POST"], 302, "POST", b""),
            (["-X", "DELETE"], 303, "DELETE", b""), (["-I"], 303, "HEAD", b""), (["-T", "f"], 302, "PUT", b"file"),
            (["-T", "f"], 303, "GET", b""), (["-X", "PATCH", "-T", "f"], 302, "PATCH", b"file"),
            (["-X", "PATCH", "-T", "f"], 303, "PATCH", b""),
        ]
        for options, status, method, body in table:
            with self.subTest(options=options, status=status), tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / "f").write_bytes(b"file")
                bodies = b"" if "-I" in options else b"x"
                with Counting(in_turn(answer(status, bodies, Location="/b"), answer(200, bodies))) as server:
                    self.assert_status(0, rtrip("-L", *options, server.url + "/a", cwd=folder))
                    self.assertEqual((method, "/b", body),
                                     (server.seen[1].method, server.seen[1].target, server.seen[1].body))
                    if not body:
                        self.assertIsNone(server.seen[1].field("Content-Type"))

    def test_a_file_arrives_once_at_each_place_and_a_pipe_is_refused_with_65(self):
        body = os.urandom(3_000_000)
        with tempfile.TemporaryDirectory() as folder, Counting(in_turn(answer(200, b"ok"))) as other:
            (pathlib.Path(folder) / "f").write_bytes(body)
            with Counting(in_turn(answer(307, b"there", Location=other.url + "/x"))) as server:
                for options in (["-X", "POST", "-T", "f"], ["--data-binary", "@f"]):
                    server.seen.clear(), other.seen.clear()
                    self.assert_status(0, rtrip("-L", *options, server.url + "/a", cwd=folder))
                    self.assertEqual([("POST", body)], [(seen.method, seen.body) for seen in server.seen])
                    self.assertEqual([("POST", body)], [(seen.method, seen.body) for seen in other.seen])
                server.seen.clear(), other.seen.clear()
                other.raw, dialed = b"", other.connections
                result, told = report("-L", "-X", "POST", "-H", "Expect:", "-T", "-", server.url + "/a", stdin=body)
                self.assert_status(65, result)
                self.assertEqual("redirect.body_not_rewindable", told["error"]["code"])
                self.assertEqual([body], [seen.body for seen in server.seen])
                self.assertEqual((b"", dialed), (other.raw, other.connections))

    def test_referer_is_the_url_before_without_secrets(self):
        with Counting(in_turn(answer(302, Location="/b"), answer(302, Location="/c"), answer(200))) as server:
            url = server.url.replace("//", "//user:secret@") + "/a?q#f"
            self.assert_status(0, rtrip("-L", "-e", "http://first/;auto", url))
            self.assertEqual(["http://first/", server.url + "/a?q", server.url + "/b"],
                             [seen.field("Referer") for seen in server.seen])

    def test_heads_of_all_hops_are_written_as_by_curl(self):
        with Counting(lambda number, seen: answer(302, b"no", Location="/b", A=1) if seen.target == "/a"
                      else answer(200, b"body", A=2)) as server, tempfile.TemporaryDirectory() as folder:
            wanted = subprocess.run(["curl", "-sSLi", "-D", "curl", server.url + "/a"], cwd=folder, capture_output=True)
            result = rtrip("-L", "-s", "-i", "-o", "-", "-D", "ours", server.url + "/a", cwd=folder)
            heads = answer(302, b"no", Location="/b", A=1)[:-2] + answer(200, b"body", A=2)[:-4]
            self.assertEqual(heads + b"body", result.bytes)
            self.assertEqual(heads, (pathlib.Path(folder) / "ours").read_bytes())
            if wanted.returncode == 0:
                self.assertEqual(wanted.stdout, result.bytes)

    def test_write_out_speaks_of_the_chain_as_curl_does(self):
        def slow(number, seen):
            time.sleep(0.1 if seen.target == "/a" else 0.03)
            return answer(302, b"twelve bytes", Location="/b") if seen.target == "/a" else answer(200, b"body")
        names = ["num_redirects", "redirect_url", "url_effective", "num_connects", "size_download", "size_upload",
                 "num_headers", "method", "response_code", "http_version", "size_header"]
        times = ["time_redirect", "time_starttransfer", "time_total"]
        form = "\n".join("%{" + name + "}" for name in names + times + ["size_request"])
        with Counting(slow) as server:
            ours = rtrip("-L", "-w", form, server.url + "/a").out.split("\n")
            self.assertEqual(["1", "", server.url + "/b", "1", "4", "0", "1", "GET", "200", "1.1"], ours[:10])
            redirect, first, total = map(float, ours[11:14])
            # As in curl the first byte's is the sum of both hops' own; what lies between them is not in it.
            self.assertTrue(0.1 <= redirect < redirect + 0.03 <= total < 5, ours)
            self.assertTrue(0.13 <= first <= total, ours)
            sizes = sum(len(seen.head) + 4 for seen in server.seen)
            self.assertEqual(sizes, int(ours[14]))
            curl = subprocess.run(["curl", "-sL", "-o", os.devnull, "-w", form, server.url + "/a"],
                                  capture_output=True, text=True)
            if curl.returncode == 0:
                self.assertEqual(curl.stdout.split("\n")[:11], ours[:11])

    def test_a_size_limit_judges_what_is_downloaded(self):
        with Counting(lambda number, seen: answer(302, b"x" * 5000, Location="/b") if seen.target == "/a"
                      else answer(200, b"y" * (10 if seen.target == "/b" else 2000))) as server:
            self.assert_status(0, rtrip("-L", "--max-filesize", "1000", server.url + "/a"))
            with tempfile.TemporaryDirectory() as folder:
                result = rtrip("-L", "--max-filesize", "1000", "-o", "f", server.url + "/c", cwd=folder)
                self.assert_status(63, result)
                self.assertFalse((pathlib.Path(folder) / "f").exists())

    def test_the_total_limit_spans_the_hops(self):
        def slow(number, seen):
            time.sleep(0.25)
            return answer(302, Location=f"/{number}")
        with Counting(slow) as server:
            result, told = report("-L", "-m", "0.6", server.url)
            self.assert_status(28, result)
            self.assertLess(told["total_ms"], 900)
            self.assertEqual("total", told["error"]["timeout_option"].replace("--max-time", "total"))


class Retries(SystemTest):
    def test_two_refusals_and_a_success_are_three_round_trips_on_one_connection(self):
        recorded = []
        for _ in range(2):
            with Counting(in_turn(answer(503, b"no"), answer(503, b"no"), answer(200, b"yes"))) as server:
                before = time.monotonic()
                result, told = report("--retry", "3", "--retry-seed", "11", server.url)
                spent_ms = (time.monotonic() - before) * 1000
                self.assert_status(0, result)
                self.assert_reports(result)
                self.assertEqual(["initial", "retry", "retry"], [trip["cause"] for trip in told["round_trips"]])
                self.assertEqual([1, 2, 3], [told["pool"][key] for key in ("dialed", "reused", "returned")])
                self.assertEqual((3, 1), (len(server.seen), server.connections))
                recorded.append(waits(told))
                # Full jitter of a back-off of 1 s and 2 s.
                self.assertTrue(recorded[-1][0] <= 1000 and recorded[-1][1] <= 2000, recorded)
                starts = [trip["started_ms"] for trip in told["round_trips"]]
                for i, wait in enumerate(recorded[-1]):
                    gap = starts[i + 1] - starts[i] - told["round_trips"][i]["total_ms"]
                    self.assertGreaterEqual(gap, wait)
                self.assertLess(sum(recorded[-1]), told["total_ms"])
                self.assertLess(told["total_ms"], spent_ms + 1)
        self.assertEqual(recorded[0], recorded[1])

    def test_jitter_is_drawn_as_asked(self):
        for how, low, high in (("none", 1.0, 1.0), ("equal", 0.5, 1.0)):
            with Counting(in_turn(answer(503), answer(200))) as server:
                result, told = report("--retry", "1", "--retry-jitter", how, server.url)
                self.assertTrue(low <= waits(told)[0] / 1000 <= high, waits(told))

    def test_retry_after_comes_before_the_back_off_and_a_limit_before_both(self):
        with Counting(in_turn(answer(503, Retry_After=1), answer(200))) as server:
            result, told = report("--retry", "1", "--retry-delay", "50ms", server.url)
            self.assertEqual([1000], waits(told))
        for option in ("--retry-max-time", "-m"):
            with Counting(in_turn(answer(503, Retry_After=100), answer(200))) as server:
                before = time.monotonic()
                result, told = report("--retry", "1", option, "3", server.url)
                self.assert_status(0, result)
                self.assertLess(time.monotonic() - before, 2)
                self.assertFalse(told["round_trips"][0]["retry"]["will_retry"])
                self.assertIn("--max-time" if option == "-m" else option,
                              told["round_trips"][0]["retry"]["refused_because"])
                self.assertEqual(1, len(server.seen))

    def test_the_last_refusal_is_the_result(self):
        with Counting(in_turn(answer(503, b"busy"))) as server:
            self.assertEqual(b"busy", rtrip("-s", "--retry", "2", "--retry-delay", "10ms", "-o", "-", server.url).bytes)
            self.assertEqual(3, len(server.seen))
            self.assert_status(22, rtrip("-f", "--retry", "1", "--retry-delay", "10ms", server.url))

    def test_what_is_tried_again(self):
        # options, answers, exit status, requests seen
        twice = ["--retry", "2", "--retry-delay", "5ms"]
        table = [
            ([], in_turn(answer(404)), 0, 1), (["-f"], in_turn(answer(404)), 22, 1),
            (["-f", "--retry-all-errors"], in_turn(answer(404), answer(404), answer(200)), 0, 3),
            (["--retry-all-errors"], in_turn(answer(404)), 0, 1), ([], in_turn(FIN, answer(200)), 0, 2),
            ([], in_turn(RST, answer(200)), 0, 2), (["--retry-on", "5xx"], in_turn(FIN, answer(200)), 52, 1),
            (["--retry-on", "404"], in_turn(answer(404), answer(200)), 0, 2), ([], in_turn(b"junk\r\n\r\n"), None, 1),
            (["--retry-all-errors"], in_turn([b"junk\r\n\r\n", FIN], answer(200)), 0, 2),
        ]
        for options, answers, status, count in table:
            with self.subTest(options=options), Counting(answers) as server:
                result = rtrip(*twice, *options, server.url)
                if status is not None:
                    self.assert_status(status, result)
                self.assertEqual(count, len(server.seen))

    def test_refused_connections_only_when_asked_for(self):
        with socket.socket() as taken:
            # Bound, so that nobody else gets the port, and not listening.
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
            result, told = report("--retry", "2", "--retry-delay", "5ms", url)
            self.assertEqual((7, 1), (result.status, len(told["round_trips"])))
            result, told = report("--retry", "2", "--retry-delay", "5ms", "--retry-connrefused", url)
            self.assertEqual((7, 3), (result.status, len(told["round_trips"])))

    def test_post_without_a_key_is_never_sent_twice_wherever_the_answer_is_cut(self):
        whole = answer(503, b"busy", Retry_After=0)
        # In one process of the command many URLs, each of which has its own place where the answer ends.
        for end in (FIN, RST):
            cut = lambda number, seen: [whole[:int(seen.target[1:])], end]
            with Counting(cut) as server:
                urls = [f"{server.url}/{cut_at}" for cut_at in range(len(whole) + 1)]
                rtrip("-s", "--retry", "3", "--retry-delay", "1ms", "--retry-all-errors", "-d", "x=1", *urls)
                self.assertEqual(sorted(f"/{n}" for n in range(len(whole) + 1)),
                                 sorted(seen.target for seen in server.seen))

    def test_post_on_a_connection_that_was_kept_is_not_sent_twice_either(self):
        for end in (FIN, RST):
            for kept in (b"", b"H", b"HTTP/1.1 200"):
                with Counting(lambda number, seen: answer(200) if number == 1 else [kept, end]) as server:
                    rtrip("-s", "--retry", "3", "--retry-delay", "1ms", "-d", "x=1", server.url + "/a", server.url + "/b")
                    self.assertEqual(["/a", "/b"], [seen.target for seen in server.seen])

    def test_a_key_lets_post_be_repeated_and_stays_the_same(self):
        for key in ("auto", "order-17"):
            with Counting(in_turn(answer(503), FIN, answer(307, Location="/b"), answer(200))) as server:
                result = rtrip("-L", "--retry", "3", "--retry-delay", "1ms", "--idempotency-key", key, "-d", "x=1",
                               server.url + "/a")
                self.assert_status(0, result)
                self.assertEqual([("POST", "/a")] * 3 + [("POST", "/b")],
                                 [(seen.method, seen.target) for seen in server.seen])
                keys = {seen.field("Idempotency-Key") for seen in server.seen}
                self.assertEqual(1, len(keys))
                self.assertEqual({b"x=1"}, {seen.body for seen in server.seen})
                if key != "auto":
                    self.assertEqual({key}, keys)
        with Counting(in_turn(answer(200))) as server:
            rtrip("--idempotency-key", "auto", "-d", "x", server.url, server.url)
            self.assertEqual(2, len({seen.field("Idempotency-Key") for seen in server.seen}))
            rtrip("--idempotency-key", "auto", server.url)
            self.assertIsNone(server.seen[2].field("Idempotency-Key"))

    def test_a_file_has_the_last_attempt_alone(self):
        with Counting(in_turn(answer(503, b"a longer refusal", A=1), answer(200, b"yes", A=2))) as server:
            with tempfile.TemporaryDirectory() as folder:
                rtrip("--retry", "1", "--retry-delay", "1ms", "-i", "-o", "f", "-D", "d", server.url, cwd=folder)
                self.assertEqual(answer(200, b"yes", A=2), (pathlib.Path(folder) / "f").read_bytes())
                self.assertEqual(answer(503, b"a longer refusal", A=1)[:-16] + answer(200, b"yes", A=2)[:-3],
                                 (pathlib.Path(folder) / "d").read_bytes())

    def test_write_out_speaks_of_the_last_attempt(self):
        form = "%{num_retries} %{num_connects} %{size_header} %{time_total} %{num_redirects}"
        with Counting(in_turn(answer(503), answer(503), answer(200))) as server:
            out = rtrip("--retry", "3", "--retry-delay", "200ms", "-w", form, server.url).out.split()
            self.assertEqual(["2", "0", str(len(answer(200))), "0"], [out[0], out[1], out[2], out[4]])
            self.assertLess(float(out[3]), 0.15)

    def test_a_wait_is_not_too_slow(self):
        with Counting(in_turn(answer(503), answer(200))) as server:
            self.assert_status(0, rtrip("-Y", "1000", "-y", "1", "--retry", "1", "--retry-delay", "2.5", server.url))

    def test_an_interrupted_wait_ends_at_once(self):
        asked = threading.Event()
        def refuse(number, seen):
            asked.set()
            return answer(503)
        with Counting(refuse) as server:
            process = subprocess.Popen([support.RTRIP, "--retry", "1", "--retry-delay", "20", server.url],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
            asked.wait(10)
            before = time.monotonic()
            process.send_signal(2)
            process.communicate(timeout=10)
            self.assertEqual(130, process.returncode)
            self.assertLess(time.monotonic() - before, 5)


class CutBodies(SystemTest):
    """What breaks off in its body is asked for again from the first URL on, when all errors are meant."""

    TWICE = ["--retry", "2", "--retry-delay", "5ms", "--retry-all-errors"]
    CUT = [answer(200, b"0123456789", A=1)[:-4], FIN]

    def test_a_file_has_the_last_attempt_alone(self):
        for options, kept in ([], b""), (["-i"], answer(200, b"whole", A=2)[:-5]):
            with Counting(in_turn(self.CUT, [self.CUT[0], RST], answer(200, b"whole", A=2))) as server:
                with tempfile.TemporaryDirectory() as folder:
                    result, told = report(*self.TWICE, "-o", "f", "--no-clobber", *options, server.url, cwd=folder)
                    self.assert_status(0, result)
                    self.assert_reports(result)
                    self.assertEqual(["f"], os.listdir(folder))
                    self.assertEqual(kept + b"whole", (pathlib.Path(folder) / "f").read_bytes())
                    self.assertEqual([2, 2], [told["retries"], len(waits(told))])
                    self.assertEqual("body.incomplete", told["round_trips"][0]["retry"]["reason"])
                    self.assertEqual(hashlib.sha256(b"whole").hexdigest(), told["response"]["body"]["sha256"])

    def test_without_all_errors_it_is_the_result(self):
        with Counting(in_turn(self.CUT, answer(200))) as server:
            self.assert_status(18, rtrip("--retry", "2", server.url))
            self.assert_status(0, rtrip("--retry", "2", "--retry-on", "body.incomplete", server.url))

    def test_what_went_to_standard_output_is_not_repeated(self):
        with Counting(in_turn(self.CUT, answer(200, b"whole"))) as server:
            result = rtrip("-s", *self.TWICE, "-o", "-", server.url)
            self.assertEqual((18, b"012345"), (result.status, result.bytes))
            server.seen.clear()
            result, told = report(*self.TWICE, "-o", "/dev/null", server.url)
            self.assert_status(0, result)

    def test_the_chain_begins_anew_and_the_key_stays(self):
        cut = answer(200, b"0123456789")[:-3]
        plan = [answer(307, Location="/b"), [cut, FIN], answer(307, Location="/b"), answer(200, b"whole")]
        with Counting(in_turn(*plan)) as server:
            form = "%{num_redirects} %{num_retries} %{size_download}"
            result = rtrip("-L", *self.TWICE, "--idempotency-key", "auto", "-d", "x=1", "-w", form, server.url + "/a")
            self.assertEqual((0, "1 1 5"), (result.status, result.out))
            self.assertEqual([("POST", "/a", b"x=1"), ("POST", "/b", b"x=1")] * 2,
                             [(seen.method, seen.target, seen.body) for seen in server.seen])
            self.assertEqual(1, len({seen.field("Idempotency-Key") for seen in server.seen}))

    def test_a_pipe_that_was_read_is_not_sent_again(self):
        with Counting(in_turn(self.CUT, answer(200))) as server:
            result, told = report(*self.TWICE, "-T", "-", server.url, stdin=b"once")
            self.assert_status(18, result)
            self.assertIn("only once", told["round_trips"][0]["retry"]["refused_because"])
            self.assertEqual([b"once"], [seen.body for seen in server.seen])


class Codings(SystemTest):
    def test_both_sizes_are_reported_and_the_plain_bytes_written(self):
        plain = b"all work and no play\n" * 2000
        packed = gzip.compress(plain)
        with Counting(in_turn(answer(200, packed, Content_Encoding="gzip"))) as server:
            with tempfile.TemporaryDirectory() as folder:
                result, told = report("--compressed", "-o", "f", server.url, cwd=folder)
                self.assert_reports(result)
                body = told["response"]["body"]
                self.assertEqual([len(packed), len(plain), "gzip", True],
                                 [body[key] for key in ("wire_bytes", "decoded_bytes", "content_encoding", "complete")])
                self.assertEqual(plain, (pathlib.Path(folder) / "f").read_bytes())
            self.assertIn("gzip", server.seen[0].field("Accept-Encoding"))
            self.assertEqual(f"{len(packed)} {len(plain)}",
                             rtrip("--compressed", "-w", "%{size_download} %{size_delivered}", server.url).out)
            self.assertEqual(packed, rtrip("-s", "-o", "-", server.url).bytes)

    def test_broken_and_unknown_codings_end_with_61(self):
        packed = bytearray(gzip.compress(b"x" * 1000))
        packed[-5] ^= 1
        for fields, body in ((b"gzip", bytes(packed)), (b"gzip", b"no gzip"), (b"rot13", b"abc")):
            with Counting(in_turn(answer(200, body, Content_Encoding=fields.decode()))) as server:
                self.assert_status(61, rtrip("--compressed", server.url))
                self.assert_status(0, rtrip(server.url))

    def test_limits_hold_for_what_comes_out(self):
        packed = gzip.compress(b"y" * 100_000)
        with Counting(in_turn(answer(200, packed, Content_Encoding="gzip"))) as server:
            for option in ("--max-decoded-bytes", "--max-filesize"):
                self.assert_status(63, rtrip("--compressed", option, "99999", server.url))
                self.assert_status(0, rtrip("--compressed", option, "100000", server.url))


class TransferCodings(SystemTest):
    PACKED = gzip.compress(b"plain and simple")
    CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PACKED[:7], PACKED[7:])) + b"0\r\nT: 1\r\n\r\n"
    HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"

    def test_they_are_undone_when_asked_for_and_refused_when_not(self):
        with Counting(in_turn(self.HEAD + self.CHUNKED)) as server:
            result = rtrip("-s", "-o", "-", "--tr-encoding", server.url, server.url, "-o", "-")
            self.assertEqual((0, b"plain and simple" * 2), (result.status, result.bytes))
            self.assertEqual([("gzip", "TE")] * 2,
                             [(seen.field("TE"), seen.field("Connection")) for seen in server.seen])
            self.assertEqual(1, server.connections)
            self.assertEqual(8, rtrip(server.url).status)
        without_chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\n" + self.PACKED
        with Counting(in_turn([without_chunks, FIN])) as server:
            self.assertEqual(b"plain and simple", rtrip("-s", "-o", "-", "--tr-encoding", server.url).bytes)

    def test_both_kinds_of_codings_are_undone_in_their_order(self):
        twice = gzip.compress(self.PACKED)
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(twice), twice)
        with Counting(in_turn(head + body)) as server:
            for options, out in ((["--tr-encoding", "--compressed"], b"plain and simple"),
                                 (["--tr-encoding"], self.PACKED), (["--raw"], body),
                                 (["--raw", "--compressed", "--tr-encoding"], body)):
                self.assertEqual(out, rtrip("-s", "-o", "-", *options, server.url).bytes)

    def test_raw_bodies_are_the_wires(self):
        # However the bytes are cut; and the connection is kept all the same.
        for step in (1, 3, len(self.CHUNKED)):
            pieces = [self.CHUNKED[i:i + step] for i in range(0, len(self.CHUNKED), step)]
            with Counting(lambda number, seen: [self.HEAD, *pieces]) as server:
                result = rtrip("-s", "-o", "-", "--raw", server.url, server.url, "-o", "-")
                self.assertEqual((0, self.CHUNKED * 2), (result.status, result.bytes))
                self.assertEqual(1, server.connections)


class Bomb(SystemTest):
    """A body of 10 GiB of zeros in some 10 MiB, in pieces that are the same again and again."""

    def test_it_ends_with_63_in_little_memory(self):
        import zlib
        piece = zlib.compressobj(9, zlib.DEFLATED, 31)
        block = bytes(1 << 20)
        head = piece.compress(block) + piece.flush(zlib.Z_FULL_FLUSH)
        again = piece.compress(block) + piece.flush(zlib.Z_FULL_FLUSH)
        length = len(head) + 10 * 1024 * len(again)
        parts = [answer(200, Content_Encoding="gzip").replace(b"Content-Length: 0", b"Content-Length: %d" % length), head]
        parts += [again * 64] * 160
        for options in ([], ["--max-decoded-bytes", "1G"], ["--max-decoded-bytes", "256M", "-o", "f"]):
            with self.subTest(options=options), Counting(lambda number, seen: parts) as server:
                with tempfile.TemporaryDirectory() as folder:
                    status, peak_kb, told = self.measured(options, server, folder)
                self.assertEqual(63, status, told)
                if not os.environ.get("RTRIP_SANITIZED"):
                    self.assertLess(peak_kb, 60_000)

    @staticmethod
    def measured(options, server, folder):
        """Exit status, peak memory and report. The command stands still before its report, for which there is no room
        in the pipe, until the kernel has been asked for the peak of that very process."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        filled = 0
        try:
            while True:
                filled += os.write(writer, b" " * 4096)
        except BlockingIOError:
            os.set_blocking(writer, True)
        process = subprocess.Popen([support.RTRIP, "-s", "-j", "--compressed", *options, server.url], stdout=writer,
                                   cwd=folder, env=environment())
        os.close(writer)
        server.ended.wait(support.LIMIT_SECONDS)
        memory = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        with os.fdopen(reader, "rb") as pipe:
            told = pipe.read()[filled:].decode()
        peak = next(int(line.split()[1]) for line in memory.splitlines() if line.startswith("VmHWM:"))
        return process.wait(), peak, told


if __name__ == "__main__":
    unittest.main()
