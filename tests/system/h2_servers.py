# SPDX-License-Identifier: MIT
"""Real servers of HTTP/2: each has the URLs `secure` and, where it can, `plain` (prior knowledge)."""
import os
import pathlib
import pwd
import re
import shutil
import subprocess

from support import GoServer, ROOT, listening

SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
LARGE_BYTES = 20 << 20


def installed(program):
    return shutil.which(program, path=SEARCH) is not None


def started(arguments, **options):
    return subprocess.Popen([shutil.which(arguments[0], path=SEARCH), *map(str, arguments[1:])],
                            stdin=subprocess.DEVNULL, **options)


class Server:
    """A process and where it listens."""
    plain = secure = process = None

    def close(self):
        self.process.terminate()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


class Nginx(Server):
    CONFIG = """
daemon off;
user {user};
worker_processes 1;
pid {path}/nginx2.pid;
error_log {path}/error2.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 100000;
    client_body_temp_path {path}/body2; proxy_temp_path {path}/proxy2; fastcgi_temp_path {path}/fastcgi2;
    uwsgi_temp_path {path}/uwsgi2; scgi_temp_path {path}/scgi2;
    server {{
        listen 127.0.0.1:{plain} http2;
        listen 127.0.0.1:{secure} ssl http2;
        ssl_certificate {path}/server.pem;
        ssl_certificate_key {path}/server.key;
        root {path}/www;
        client_max_body_size 0;
        location /put/ {{ dav_methods PUT; create_full_put_path on; }}
        location /thanks {{ return 200 "thanks\\n"; }}
        location /moved {{ return 302 /small; }}
    }}
}}
"""

    def __init__(self, files):
        plain, secure = listening(), listening()
        ports = [each.getsockname()[1] for each in (plain, secure)]
        config = files.path / "nginx2.conf"
        config.write_text(self.CONFIG.format(path=files.path, plain=ports[0], secure=ports[1],
                                             user=pwd.getpwuid(os.getuid()).pw_name))
        handed = [plain.fileno(), secure.fileno()]
        self.process = started(["nginx", "-p", files.path, "-c", config], pass_fds=handed, stderr=subprocess.DEVNULL,
                               env={"NGINX": "".join(f"{number};" for number in handed), "PATH": SEARCH})
        plain.close(), secure.close()
        self.plain, self.secure = f"http://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}"


class Nghttpd(Server):
    """One process is one port; `tls` says of which kind."""

    def __init__(self, files, tls):
        secrets = [files.key, files.cert] if tls else ["--no-tls"]
        self.process = started(["nghttpd", "-v", "-a", "127.0.0.1", "-d", files.path / "www", "--echo-upload",
                                "--trailer", "x-sum: 7", "0", *secrets], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
        while "listen" not in self.process.stdout.readline():
            if self.process.poll() is not None:
                raise RuntimeError("nghttpd has ended")
        base = f"127.0.0.1:{listening_port(self.process.pid)}"
        self.plain, self.secure = (None, "https://" + base) if tls else ("http://" + base, None)
        # What it says of each frame must be taken from it, or it waits for room in the pipe.
        self.reader = subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)

    def close(self):
        super().close()
        self.reader.wait()


def listening_port(pid):
    """The TCP port that a process listens at, as the kernel knows it."""
    folder = pathlib.Path(f"/proc/{pid}/fd")
    inodes = {match[1] for each in folder.iterdir() if (match := re.match(r"socket:\[(\d+)\]", os.readlink(each)))}
    for line in pathlib.Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        if columns[3] == "0A" and columns[9] in inodes:
            return int(columns[1].split(":")[1], 16)
    raise RuntimeError(f"process {pid} does not listen")


class Go(Server):
    def __init__(self, files):
        self.server = GoServer(files)
        self.http, self.secure = self.server.http, self.server.h2

    def close(self):
        self.server.close()


class Node(Server):
    def __init__(self, files):
        self.process = started(["node", ROOT / "tests/system/h2_server.js", files.cert, files.key],
                               stdout=subprocess.PIPE, text=True)
        plain, secure = self.process.stdout.readline().split()
        self.plain, self.secure = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"


class Haproxy(Server):
    """In front of an HTTP/1.1 server: what the two versions write differently is translated both ways."""
    CONFIG = """
global
    maxconn 200
defaults
    mode http
    timeout connect 30s
    timeout client 60s
    timeout server 60s
frontend front
    bind fd@{plain} proto h2
    bind fd@{secure} ssl crt {path}/both.pem alpn h2,http/1.1
    default_backend back
backend back
    server one {back}
"""

    def __init__(self, files, behind):
        plain, secure = listening(), listening()
        ports = [each.getsockname()[1] for each in (plain, secure)]
        (files.path / "both.pem").write_bytes(files.cert.read_bytes() + files.key.read_bytes())
        config = files.path / "haproxy.cfg"
        config.write_text(self.CONFIG.format(path=files.path, plain=plain.fileno(), secure=secure.fileno(),
                                             back=behind.split("//")[1]))
        self.process = started(["haproxy", "-db", "-q", "-f", config], pass_fds=[plain.fileno(), secure.fileno()],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        plain.close(), secure.close()
        self.plain, self.secure = f"http://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}"
