#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Forms, uploads and files that are there already: the built command against a server that keeps what it received."""
import email
import email.policy
import http.server
import os
import pathlib
import re
import tempfile
import threading
import unittest

from support import SystemTest, rtrip, shell

DOCUMENT = b"0123456789"
CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(body)

    def handle_one(self):
        received = self.body()
        self.server.seen.append((self.command, self.path, dict(self.headers), received))
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else None
        path = self.path.split("?")[0]
        if path == "/part" and start is not None and start < len(DOCUMENT):
            return self.answer(206, DOCUMENT[start:], Content_Range=f"bytes {start}-9/10")
        if path == "/part" and start is not None:
            return self.answer(416, b"no", Content_Range="bytes */10")
        if path == "/shifted" and start is not None:
            return self.answer(206, DOCUMENT[start - 1:], Content_Range=f"bytes {start - 1}-9/10")
        if path == "/missing":
            return self.answer(404, b"error page")
        if path == "/old":
            return self.answer(200, DOCUMENT, Last_Modified=CHANGED)
        if path == "/etag":
            same = self.headers.get("If-None-Match") == '"abc"'
            return self.answer(304 if same else 200, b"" if same else DOCUMENT, ETag='"abc"')
        if path == "/named":
            return self.answer(200, DOCUMENT, Content_Disposition=self.headers["X-Disposition"])
        if path.startswith("/again/"):
            return self.answer(307, Location=f"http://127.0.0.1:{path.split('/')[2]}/end")
        if path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(DOCUMENT)
            self.close_connection = True
            return None
        return self.answer(200, DOCUMENT)

    do_GET = do_HEAD = do_POST = do_PUT = handle_one


class Server:
    def __init__(self):
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.seen = []
        self.port = self.http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def take(self):
        seen, self.http.seen = self.http.seen, []
        return seen

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


class FilesTest(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.server, cls.other = Server(), Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.other.close()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        self.server.take()
        self.other.take()

    def run_here(self, *arguments, status=0, **options):
        result = rtrip(*arguments, cwd=self.path, **options)
        self.assert_status(status, result)
        return result

    def file(self, name, content):
        (self.path / name).write_bytes(content)

    def only_request(self):
        seen = self.server.take()
        self.assertEqual(1, len(seen), seen)
        return seen[0]


class Forms(FilesTest):
    def parts(self, request):
        method, _, headers, body = request
        self.assertEqual("POST", method)
        text = b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body
        message = email.message_from_bytes(text, policy=email.policy.HTTP)
        self.assertEqual("multipart/form-data", message.get_content_type())
        self.assertFalse(message.defects)
        return message.get_payload()

    def test_parts_arrive_as_they_were_given(self):
        content = bytes(range(256)) * 5000
        self.file("a.bin", content)
        self.file("b.txt", b"text")
        self.run_here("-F", "field=value", "-F", 'file=@a.bin;type=image/x;filename="q\\"u.png"', "-F", "typed=<b.txt",
                      "-F", "many=@b.txt,a.bin", "--form-string", "raw=@b.txt;type=x", "-F", "h=x;headers=X-Own: 1",
                      self.server.url + "/form")
        request = self.only_request()
        self.assertEqual(str(len(request[3])), request[2]["Content-Length"])
        field, file, typed, many, raw, extra = self.parts(request)
        names = [part.get_param("name", header="Content-Disposition") for part in (field, file, typed, many, raw, extra)]
        self.assertEqual(["field", "file", "typed", "many", "raw", "h"], names)
        self.assertEqual(b"value", field.get_payload(decode=True))
        self.assertEqual(["image/x", "q%22u.png"], [file.get_content_type(), file.get_filename()])
        self.assertIn(content, request[3])
        self.assertEqual([b"text", None], [typed.get_payload(decode=True), typed.get_filename()])
        self.assertEqual("multipart/mixed", many.get_content_type())
        self.assertEqual(["b.txt", "a.bin"], [part.get_filename() for part in many.get_payload()])
        self.assertEqual(b"@b.txt;type=x", raw.get_payload(decode=True))
        self.assertEqual("1", extra["X-Own"])

    def test_the_report_says_what_kind_of_body_it_was(self):
        report = self.assert_reports(self.run_here("-j", "-F", "a=1", self.server.url))[0]
        sent = report["round_trips"][0]["sent"]
        self.assertEqual(["multipart", True], [sent["body_source"], sent["rewindable"]])

    def test_standard_input_is_a_part(self):
        self.run_here("-F", "a=@-;filename=in.txt", "-F", "b=2", self.server.url, stdin=b"piped " * 50000)
        request = self.only_request()
        self.assertEqual("chunked", request[2]["Transfer-Encoding"])
        piped, second = self.parts(request)
        self.assertEqual([b"piped " * 50000, "in.txt"], [piped.get_payload(decode=True), piped.get_filename()])
        self.assertEqual(b"2", second.get_payload(decode=True))

    def test_a_large_file_is_not_held_in_memory(self):
        with open(self.path / "large", "wb") as large:
            large.truncate(150 << 20)
        result = self.run_here("-F", "f=@large", self.server.url)
        self.assertGreater(len(self.only_request()[3]), 150 << 20)
        self.assertLess(result.max_rss_bytes, 100 << 20)

    def test_a_missing_file_sends_nothing(self):
        self.run_here("-F", "a=@missing", self.server.url, status=26)
        self.assertEqual([], self.server.take())

    def test_a_boundary_is_never_used_twice(self):
        self.run_here("-F", "a=1", self.server.url, self.server.url)
        types = {request[2]["Content-Type"] for request in self.server.take()}
        self.assertEqual(2, len(types))


class Rewinding(FilesTest):
    """A body that is asked for again by a 307."""

    def through_redirect(self, *arguments, status=0, **options):
        url = f"{self.server.url}/again/{self.other.port}"
        result = self.run_here("-j", "-L", *arguments, url, status=status, **options)
        return self.assert_reports(result)[0]

    def test_a_file_arrives_once_at_each(self):
        content = os.urandom(300000)
        self.file("f", content)
        self.through_redirect("--data-binary", "@f")
        self.assertEqual([content], [request[3] for request in self.server.take()])
        self.assertEqual([content], [request[3] for request in self.other.take()])

    def test_a_form_arrives_once_at_each(self):
        self.file("f", b"content")
        self.through_redirect("-F", "a=@f", "-F", "b=2")
        first, second = self.server.take(), self.other.take()
        self.assertEqual([1, 1], [len(first), len(second)])
        self.assertEqual(first[0][3], second[0][3])
        self.assertEqual(first[0][2]["Content-Type"], second[0][2]["Content-Type"])

    def test_a_pipe_ends_with_65_and_nobody_else_sees_it(self):
        report = self.through_redirect("-X", "POST", "-T", "-", stdin=b"piped", status=65)
        self.assertEqual("redirect.body_not_rewindable", report["error"]["code"])
        self.assertEqual(307, report["response"]["status"])
        self.assertEqual([], self.other.take())

    def test_a_spooled_pipe_arrives(self):
        content = os.urandom(100000)
        report = self.through_redirect("-X", "POST", "--spool", "1M", "-T", "-", stdin=content)
        self.assertEqual("replayed", report["round_trips"][0]["redirect"]["body"])
        self.assertEqual([content], [request[3] for request in self.server.take()])
        self.assertEqual([content], [request[3] for request in self.other.take()])

    def test_a_spooled_part_of_a_form_arrives(self):
        self.through_redirect("--spool", "1M", "-F", "a=@-", "-F", "b=2", stdin=b"piped" * 1000)
        self.assertEqual(self.server.take()[0][3], self.other.take()[0][3])

    def test_a_spool_that_is_too_small_says_so(self):
        report = self.through_redirect("-X", "POST", "--spool", "10", "-T", "-", stdin=b"x" * 11, status=65)
        self.assertIn("longer than the 10 bytes", report["error"]["message"])
        self.assertEqual([], self.other.take())


class Uploads(FilesTest):
    def test_globs_name_several_files(self):
        for name in ("a", "b"):
            self.file(name, name.encode())
        self.run_here("-T", "{a,b}", self.server.url + "/d/", self.server.url + "/get")
        self.assertEqual([("PUT", "/d/a", b"a"), ("PUT", "/d/b", b"b"), ("GET", "/get", b"")],
                         [(method, path, body) for method, path, _, body in self.server.take()])
        self.run_here("-g", "-T", "{a,b}", self.server.url, status=26)

    def test_a_fifo_is_a_body(self):
        done = shell('mkfifo "$DIR/fifo"; printf hello > "$DIR/fifo" & "$RTRIP" -T "$DIR/fifo" "$URL"',
                     DIR=self.path, URL=self.server.url + "/f")
        self.assertEqual(0, done.returncode, done.stderr)
        request = self.only_request()
        self.assertEqual([b"hello", "chunked"], [request[3], request[2]["Transfer-Encoding"]])

    def test_data_from_a_fifo_has_a_length(self):
        done = shell('"$RTRIP" --data-binary @<(printf hello) "$URL"', URL=self.server.url)
        self.assertEqual(0, done.returncode, done.stderr)
        request = self.only_request()
        self.assertEqual([b"hello", "5"], [request[3], request[2]["Content-Length"]])

    def test_an_offset_leaves_the_beginning_out(self):
        self.file("f", b"0123456789")
        self.run_here("-C", "4", "-T", "f", self.server.url + "/f")
        request = self.only_request()
        self.assertEqual([b"456789", "bytes 4-9/10"], [request[3], request[2]["Content-Range"]])
        self.run_here("-C", "10", "-T", "f", self.server.url + "/f", status=26)
        self.assertEqual([], self.server.take())


class GoingOn(FilesTest):
    """-C"""

    def go_on(self, path, *arguments, before=b"01234", offset="-", status=0):
        if before is None:
            (self.path / "f").unlink(missing_ok=True)
        else:
            self.file("f", before)
        result = self.run_here("-sS", "-C", offset, *arguments, "-o", "f", self.server.url + path, status=status)
        return (self.path / "f").read_bytes(), result.err

    def test_the_rest_is_appended(self):
        self.assertEqual(DOCUMENT, self.go_on("/part")[0])
        self.assertEqual("bytes=5-", self.only_request()[2]["Range"])
        self.assertEqual(DOCUMENT, self.go_on("/part", offset="5")[0])
        self.assertEqual(DOCUMENT, self.go_on("/part", before=None)[0])
        self.assertEqual(b"56789", self.go_on("/part", before=None, offset="5")[0])

    def test_nothing_left_is_success(self):
        for path, arguments in (("/part", []), ("/part", ["-f"]), ("/whole", [])):
            with self.subTest(path=path, arguments=arguments):
                self.assertEqual(b"abcdefghij", self.go_on(path, *arguments, before=b"abcdefghij")[0])

    def test_anything_else_is_33_and_leaves_the_file(self):
        for path in ("/whole", "/shifted", "/missing"):
            with self.subTest(path):
                content, error = self.go_on(path, status=33)
                self.assertEqual(b"01234", content)
                self.assertIn("(33)", error)
        self.assertEqual(b"01234", self.go_on("/missing", "-f", status=22)[0])
        self.assertEqual(b"01234", self.go_on("/part", offset="3", status=33)[0])
        self.assertEqual(b"0123456789ab", self.go_on("/part", before=b"0123456789ab", status=33)[0])

    def test_what_cannot_be_combined(self):
        for arguments in (["-r", "1-2"], ["--no-clobber"], ["--remove-on-error"], ["-J"]):
            with self.subTest(arguments):
                self.assertEqual(b"01234", self.go_on("/part", *arguments, status=2)[0])


class Conditions(FilesTest):
    """-z and the --etag options: a file is kept unless something new comes."""

    def fetch(self, path, *arguments, status=0):
        self.file("f", b"kept")
        self.run_here(*arguments, "-o", "f", self.server.url + path, status=status)
        return (self.path / "f").read_bytes()

    def test_time_conditions(self):
        cases = (("6 Nov 1994 08:49:37", "If-Modified-Since", b"kept"), ("6 Nov 1994 08:49:36", "If-Modified-Since", DOCUMENT),
                 ("-6 Nov 1994 08:49:37", "If-Unmodified-Since", b"kept"),
                 ("-6 Nov 1994 08:49:38", "If-Unmodified-Since", DOCUMENT))
        for time, field, content in cases:
            with self.subTest(time):
                self.assertEqual(content, self.fetch("/old", "-z", time))
                self.assertIn(field, self.only_request()[2])

    def test_a_file_stands_for_its_time(self):
        self.file("ref", b"")
        os.utime(self.path / "ref", (784111777, 784111777))
        self.fetch("/old", "-z", "ref")
        self.assertEqual(CHANGED, self.only_request()[2]["If-Modified-Since"])

    def test_neither_date_nor_file_is_no_condition(self):
        self.assertEqual(DOCUMENT, self.fetch("/old", "-z", "nonsense"))
        self.assertNotIn("If-Modified-Since", self.only_request()[2])

    def test_tags_are_kept_and_compared(self):
        both = ["--etag-save", "tag", "--etag-compare", "tag"]
        self.assertEqual(DOCUMENT, self.fetch("/etag", *both))
        self.assertEqual('""', self.only_request()[2]["If-None-Match"])
        self.assertEqual(b'"abc"\n', (self.path / "tag").read_bytes())
        self.assertEqual(b"kept", self.fetch("/etag", *both))
        self.assertEqual('"abc"', self.only_request()[2]["If-None-Match"])
        self.fetch("/missing", "--etag-save", "none")
        self.assertFalse((self.path / "none").exists())
        self.fetch("/etag", "--etag-compare", "none", status=26)


class Names(FilesTest):
    """-O and -J"""

    def names(self, disposition, *arguments, status=0):
        self.run_here("-OJ", *arguments, "-H", "X-Disposition: " + disposition, self.server.url + "/named", status=status)
        return sorted(path.name for path in self.path.iterdir())

    def test_a_server_names_files_in_this_directory_only(self):
        cases = (('attachment; filename="x.txt"', "x.txt"), ('attachment; filename="../../x"', "x"),
                 ('attachment; filename="/etc/passwd"', "passwd"), ('attachment; filename=".profile"', "_profile"),
                 ('attachment; filename=".."', "named"), ("attachment", "named"),
                 ("attachment; filename=a; filename*=UTF-8''%2e%2e%2fb", "b"))
        for disposition, name in cases:
            with self.subTest(disposition):
                self.assertEqual([name], self.names(disposition))
                (self.path / name).unlink()

    def test_what_exists_stays_unless_told_otherwise(self):
        self.file("x", b"old")
        self.assertEqual(["x"], self.names("a; filename=x", status=23))
        self.assertEqual(b"old", (self.path / "x").read_bytes())
        self.assertEqual(["x", "x.1"], self.names("a; filename=x", "--no-clobber"))
        self.assertEqual(["x", "x.1"], self.names("a; filename=x", "--clobber"))
        self.assertEqual(DOCUMENT, (self.path / "x").read_bytes())

    def test_the_directory_is_that_of_output_dir(self):
        self.assertEqual(["d"], self.names("a; filename=../x", "--output-dir", "d", "--create-dirs"))
        self.assertEqual(["x"], os.listdir(self.path / "d"))

    def test_without_j_the_server_names_nothing(self):
        self.run_here("-O", "-H", "X-Disposition: a; filename=x", self.server.url + "/named")
        self.assertEqual(["named"], os.listdir(self.path))


class Broken(FilesTest):
    def test_a_file_that_did_not_get_all_is_named(self):
        result = self.run_here("-o", "f", self.server.url + "/cut", status=18)
        self.assertIn("f is not complete: 10 bytes", result.err)
        self.assertEqual(DOCUMENT, (self.path / "f").read_bytes())
        result = self.run_here("--remove-on-error", "-o", "f", self.server.url + "/cut", status=18)
        self.assertIn("removed f", result.err)
        self.assertFalse((self.path / "f").exists())
        self.assertNotIn("complete: 1", self.run_here("-s", "-o", "f", self.server.url + "/cut", status=18).err)


if __name__ == "__main__":
    unittest.main()
