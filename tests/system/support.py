# SPDX-License-Identifier: MIT
"""What the system tests share: the command under test, real servers on loopback, a pseudo-terminal.

Every server's socket is bound here, to a port that the kernel chooses, and handed to the server: no port is guessed, and
a client that comes before the server is ready waits in the listen queue, so nothing polls and nothing sleeps.
"""
import fcntl
import json
import os
import pathlib
import pty
import pwd
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RTRIP = os.environ.get("RTRIP", str(ROOT / "build/dev/src/cli/rtrip"))
# The distribution's Python is the one that has its python3-jsonschema.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
# What the command is started through, such as a program that sets limits first.
THROUGH = []
SKIPPED = 77
LIMIT_SECONDS = 60


def skip_unless(*programs):
    """Ends the whole file as skipped (exit status 77) when a program is missing."""
    for program in programs:
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            print(f"skipped: {program} is not installed")
            sys.exit(SKIPPED)


def environment(**changes):
    """A scrubbed environment: nothing of the tester's own configuration reaches the command."""
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", **changes}


class Result:
    def __init__(self, status, out, err, max_rss_bytes):
        self.status, self.err, self.max_rss_bytes = status, err.decode("utf-8", "replace"), max_rss_bytes
        self.bytes = out
        self.out = out.decode("utf-8", "replace")

    def json(self):
        return [json.loads(line) for line in self.out.splitlines()]


def rtrip(*arguments, stdin=b"", env=None, cwd=None, stdout=subprocess.PIPE):
    """Runs the command in an empty directory and collects status, output and peak memory."""
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen([*THROUGH, RTRIP, *map(str, arguments)], stdin=subprocess.PIPE, stdout=stdout,
                                   stderr=subprocess.PIPE, env=env or environment(), cwd=cwd or empty)
        watchdog = threading.Timer(LIMIT_SECONDS, process.kill)
        watchdog.start()
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        reader.start()
        try:
            process.stdin.write(stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass
        out = process.stdout.read() if process.stdout else b""
        reader.join()
        _, wait_status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(wait_status)
        watchdog.cancel()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
        return Result(process.returncode, out, errors[0], usage.ru_maxrss * 1024)


def on_terminal(*arguments, columns=80):
    """Runs the command with stdout on a terminal of that width; returns (status, text)."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    attributes = termios.tcgetattr(slave)
    attributes[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    process = subprocess.Popen([RTRIP, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=slave,
                               stderr=subprocess.PIPE, env=environment(TERM="xterm-256color"))
    os.close(slave)
    watchdog = threading.Timer(LIMIT_SECONDS, process.kill)
    watchdog.start()
    pieces = []
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # EIO: the last writer is gone
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(master)
    process.stderr.read()
    process.stderr.close()
    status = process.wait()
    watchdog.cancel()
    return status, b"".join(pieces).decode("utf-8", "replace")


def shell(script, **variables):
    """Runs a pipeline in bash; $RTRIP is the command. Returns a completed process with text."""
    return subprocess.run(["bash", "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=LIMIT_SECONDS, env=environment(RTRIP=RTRIP, **{k: str(v) for k, v in variables.items()}))


def jq(filter_, text):
    """jq's raw output for the given text, as lines."""
    return subprocess.run(["jq", "-r", filter_], input=text, capture_output=True, text=True, check=True).stdout.splitlines()


def listening(address="127.0.0.1"):
    listener = socket.create_server((address, 0), backlog=128)
    listener.settimeout(LIMIT_SECONDS)
    return listener


class Files:
    """A temporary directory with a test CA in it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        subprocess.run([ROOT / "tools/make_test_ca", self.path], check=True)
        self.ca = self.path / "ca.pem"
        self.cert, self.key = self.path / "server.pem", self.path / "server.key"

    def close(self):
        self.folder.cleanup()


class Nginx:
    """A real nginx: http, https, HTTP/2 over TLS and a Unix socket, serving files.path/www."""

    CONFIG = """
daemon off;
user {user};
worker_processes 1;
pid {path}/nginx.pid;
error_log {path}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    default_type text/plain;
    sendfile on;
    keepalive_timeout 60s;
    keepalive_requests 100000;
    client_body_temp_path {path}/body; proxy_temp_path {path}/proxy; fastcgi_temp_path {path}/fastcgi;
    uwsgi_temp_path {path}/uwsgi; scgi_temp_path {path}/scgi;
    server {{
        listen 127.0.0.1:{http};
        listen 127.0.0.1:{https} ssl;
        listen 127.0.0.1:{h2} ssl http2;
        listen unix:{path}/nginx.sock;
        ssl_certificate {path}/server.pem;
        ssl_certificate_key {path}/server.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        root {path}/www;
        location = /empty {{ return 204; }}
        location = /moved {{ return 302 /; }}
        location = /go/301 {{ return 301 /accept?from=301; }}
        location = /go/302 {{ return 302 /accept?from=302; }}
        location = /go/303 {{ return 303 /accept?from=303; }}
        location = /go/307 {{ return 307 /accept?from=307; }}
        location = /go/308 {{ return 308 /accept?from=308; }}
        location = /round {{ return 302 /round; }}
        location = /elsewhere {{ return 302 https://localhost:{https}/; }}
        location = /gone {{ return 410 "gone\\n"; }}
        location = /broken {{ return 503 "not now\\n"; }}
        location = /hangup {{ return 444; }}
        location = /accept {{ client_max_body_size 0; return 200 "thanks\\n"; }}
    }}
}}
"""

    def __init__(self, files):
        self.files = files
        (files.path / "www").mkdir(exist_ok=True)
        (files.path / "www/index.html").write_text("<p>It works.</p>\n" * 8)
        plain, secure, h2 = listening(), listening(), listening()
        self.http_port, self.https_port = plain.getsockname()[1], secure.getsockname()[1]
        h2_port = h2.getsockname()[1]
        self.socket_path = files.path / "nginx.sock"
        local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        local.bind(str(self.socket_path))
        local.listen(16)
        config = files.path / "nginx.conf"
        config.write_text(self.CONFIG.format(path=files.path, http=self.http_port, https=self.https_port, h2=h2_port,
                                             user=pwd.getpwuid(os.getuid()).pw_name))
        sockets = [plain, secure, h2, local]
        handed = [each.fileno() for each in sockets]
        # nginx takes over listening sockets named in this variable; that is how it upgrades itself in place.
        inherited = "".join(f"{number};" for number in handed)
        search = os.environ.get("PATH", "") + ":/usr/sbin"
        self.process = subprocess.Popen(
            [shutil.which("nginx", path=search), "-p", str(files.path), "-c", str(config)], pass_fds=handed,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"NGINX": inherited, "PATH": search})
        for each in sockets:
            each.close()
        self.http = f"http://127.0.0.1:{self.http_port}"
        self.https = f"https://localhost:{self.https_port}"
        self.h2 = f"https://localhost:{h2_port}"

    def close(self):
        # Not SIGKILL, which would leave the worker behind.
        self.process.terminate()
        self.process.wait()


class GoServer:
    """Go's net/http, plain, over TLS and as HTTP/2 over TLS, built from goserver/main.go into the build tree."""

    def __init__(self, files):
        binary = pathlib.Path(os.environ.get("RTRIP_TEST_DIR", files.path)) / "goserver"
        cache = binary.parent / "gocache"
        subprocess.run(["go", "build", "-o", binary, ROOT / "tests/system/goserver/main.go"], check=True,
                       env={"PATH": os.environ["PATH"], "GO111MODULE": "off", "CGO_ENABLED": "0", "GOCACHE": str(cache),
                            "HOME": str(binary.parent), "GOFLAGS": "", "GOTOOLCHAIN": "local"})
        self.process = subprocess.Popen([binary, files.cert, files.key], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, text=True)
        plain, secure, h2 = self.process.stdout.readline().split()
        self.http = f"http://127.0.0.1:{plain}"
        self.https = f"https://localhost:{secure}"
        self.h2 = f"https://localhost:{h2}"

    def close(self):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()


class SystemTest(unittest.TestCase):
    """Checks that every test wants."""

    def assert_status(self, expected, result):
        self.assertEqual(expected, result.status, f"stdout: {result.out}\nstderr: {result.err}")

    def assert_reports(self, result):
        """Each line is a report that the schema admits and whose phases add up. Returns the reports."""
        validated = subprocess.run([PYTHON, ROOT / "tools/validate_report", ROOT / "docs/report.schema.json", "-"],
                                   input=result.out, capture_output=True, text=True)
        self.assertEqual(0, validated.returncode, validated.stdout + validated.stderr)
        reports = result.json()
        for report in reports:
            for trip in report["round_trips"]:
                phases = [value for value in trip["phases"].values() if value is not None]
                self.assertAlmostEqual(trip["total_ms"], sum(phases), delta=0.001, msg=trip)
        return reports


def page_lines(text):
    """Lines as a terminal shows them: escape sequences take no room."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "").split("\n")
