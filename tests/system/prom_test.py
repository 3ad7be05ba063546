#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What --report prom writes, put to those that read it: promtool and node_exporter's textfile collector."""
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

import support
from support import LIMIT_SECONDS, Nginx, Files, SystemTest, listening, rtrip

support.skip_unless("promtool", "prometheus-node-exporter", "nginx")


class Exporter:
    """node_exporter with its textfile collector alone, on a socket that was bound here."""

    def __init__(self, directory):
        self.socket = listening()
        os.set_inheritable(self.socket.fileno(), True)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/metrics"
        command = (f'exec 3<&{self.socket.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec prometheus-node-exporter '
                   '--web.systemd-socket --collector.disable-defaults --collector.textfile '
                   '--collector.textfile.directory="$1"')
        self.process = subprocess.Popen(["bash", "-c", command, "bash", directory], pass_fds=[self.socket.fileno()],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        text=True)
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr))
        self.reader.start()

    def close(self):
        self.process.terminate()
        self.process.wait(LIMIT_SECONDS)
        self.reader.join()
        self.process.stderr.close()
        self.socket.close()


class Readers(SystemTest):
    def setUp(self):
        self.files = Files()
        self.addCleanup(self.files.close)
        self.nginx = Nginx(self.files)
        self.addCleanup(self.nginx.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, *arguments):
        file = self.folder / name
        rtrip("--report", "prom", "--report-file", file, "--cacert", self.files.ca, *arguments)
        return file.read_text()

    def results(self):
        """A file each of all sorts: good over http and https, redirected, refused, unmet, several, odd labels."""
        yield self.write("http.prom", self.nginx.http + "/")
        yield self.write("https.prom", "-L", "--expect", "status==200", self.nginx.https + "/small")
        yield self.write("refused.prom", "http://127.0.0.1:1/")
        yield self.write("unmet.prom", "--expect", "status==1", "--warn", "status==2", self.nginx.http + "/unmet")
        yield self.write("several.prom", self.nginx.http + "/1", self.nginx.http + "/2", "http://127.0.0.1:2/")
        yield self.write("odd.prom", "-g", self.nginx.http + '/"quoted"\\{and}=,#x')

    def test_promtool_has_nothing_against_it(self):
        for text in self.results():
            checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
            self.assertEqual((0, "", ""), (checked.returncode, checked.stdout, checked.stderr), text)

    def test_the_textfile_collector_reads_it(self):
        texts = list(self.results())
        exporter = Exporter(self.folder)
        try:
            served = rtrip("-s", "-o", "-", exporter.url)
        finally:
            exporter.close()
        self.assertEqual(0, served.status, "".join(exporter.log))
        self.assertIn("node_textfile_scrape_error 0\n", served.out, "".join(exporter.log))
        samples = re.compile(r"(?m)^((?:probe|rtrip)_[a-z_]+\{.*\}) [-0-9.e+]+$")
        written = {name for text in texts for name in samples.findall(text)}
        self.assertGreater(len(written), 100)
        # Its own way to write labels is in their order by name.
        ordered = lambda name: re.sub(r"\{(.*)\}", lambda m: "{" + ",".join(sorted(labels_of(m[1]))) + "}", name)
        self.assertEqual({ordered(name) for name in written}, {ordered(name) for name in samples.findall(served.out)})


def labels_of(text):
    return re.findall(r'[a-z_]+="(?:[^"\\]|\\.)*"', text)


if __name__ == "__main__":
    unittest.main()
