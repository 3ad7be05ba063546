# SPDX-License-Identifier: MIT
"""Certificates that nobody should issue, made with openssl(1)."""
import pathlib
import subprocess
import tempfile

CONFIG = """
[req]
distinguished_name = dn
prompt = no
utf8 = yes
[dn]
CN = to be replaced
"""
LEAF = {"basicConstraints": "critical,CA:false", "keyUsage": "critical,digitalSignature",
        "extendedKeyUsage": "serverAuth",
        "subjectAltName": "DNS:localhost,IP:127.0.0.1"}
AUTHORITY = {"basicConstraints": "critical,CA:true", "keyUsage": "critical,keyCertSign,cRLSign",
             "subjectKeyIdentifier": "hash"}


class Issued:
    def __init__(self, folder, name):
        self.cert, self.key = folder / f"{name}.pem", None


class Forge:
    """One root, and what it or nobody signs."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.count = 0
        self.common_key = self.path / "common.key"
        self.run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", self.common_key)
        self.root = self.issue(b"/CN=hostile test root", AUTHORITY, issuer=None)

    def close(self):
        self.folder.cleanup()

    def issue(self, subject=b"/CN=localhost", extensions=None, issuer="root", **how):
        """`how`: days=of validity, key=arguments of openssl genpkey, digest=name, chain=[Issued...] sent behind."""
        self.count += 1
        made = Issued(self.path, str(self.count))
        extensions = LEAF if extensions is None else extensions
        config = CONFIG.encode() + b"[ext]\n" + b"".join(
            name.encode() + b" = " + (value if isinstance(value, bytes) else value.encode()) + b"\n" for name,
            value in extensions.items())
        conf = self.path / f"{self.count}.cnf"
        conf.write_bytes(config)
        # One key for all: making them takes the longest, and no check of ours looks for a key that is used twice.
        made.key = self.common_key
        if "key" in how or issuer is None:
            made.key = self.path / f"{self.count}.key"
            self.run("genpkey", *how.get("key", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1"]),
                     "-out", made.key)
        self.run("req", "-new", "-config", conf, "-key", made.key, "-subj", subject, "-out",
                 made.cert.with_suffix(".csr"))
        signer = ["-signkey", made.key] if issuer is None else []
        issuer = self.root if issuer == "root" else issuer
        if issuer:
            signer = ["-CA", issuer.cert, "-CAkey", issuer.key]
        self.run("x509", "-req", "-in", made.cert.with_suffix(".csr"), *signer, "-set_serial", str(1000 + self.count),
                 "-" + how.get("digest", "sha256"), "-days", str(how.get("days", 2)), "-extfile", conf, "-extensions",
                 "ext", "-out", made.cert)
        with made.cert.open("ab") as file:
            for each in how.get("chain", []):
                file.write(each.cert.read_bytes())
        return made

    @staticmethod
    def run(*arguments):
        done = subprocess.run(["openssl", *map(lambda a: a if isinstance(a, bytes) else str(a), arguments)],
                              capture_output=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments}: {done.stderr.decode('utf-8', 'replace')}")
