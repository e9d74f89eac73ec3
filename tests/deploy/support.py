"""What the tests share: the server as a process, free ports, certificates, files of deploy/."""

import contextlib
import os
import pathlib
import random
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
RINGCODE = os.environ["RINGCODE"]
SITE = ROOT / "target/site"
PATIENCE = 20
PLAIN = {"PATH": os.environ["PATH"], "LEPTOS_SITE_ROOT": str(SITE)}
ENV_FILE = DEPLOY / "ringcode.env.example"


DRAWN = set()


def free_port():
    """A free port, never the same one twice. It is below those that the system gives to connections, and
    below those of the tests in Rust: nobody else takes it before a server listens."""
    while True:
        port = random.randrange(7_000, 12_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in DRAWN:
            DRAWN.add(port)
            return port


def until(found, what):
    """Waits for an event, with patience; returns what `found` returns."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def status(url):
    """The status of an answer, or None where there is none."""
    try:
        return urllib.request.urlopen(url, timeout=2).status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None


def environment_file(path):
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def secrets(folder, redis="valkey:6379"):
    """Makes the files of secrets, as an operator does."""
    subprocess.run([DEPLOY / "make-secrets", folder, redis], input=b"token-of-the-account-at-plivo-0000000000\n",
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="ringcode-deploy-") as path:
        yield pathlib.Path(path)


@contextlib.contextmanager
def process(words, **options):
    """A process that ends with the block, and its output in `log`."""
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        child.said = lambda: (log.seek(0), log.read().decode(errors="replace"))[1]
        try:
            yield child
        finally:
            child.kill()
            child.wait()


@contextlib.contextmanager
def server(environment, words=(RINGCODE,), **options):
    """A server that answers, at a free port; `url` is its address."""
    address = f"127.0.0.1:{free_port()}"
    environment = {**PLAIN, "LEPTOS_SITE_ADDR": address, **environment}
    with process(words, env=environment, **options) as child:
        child.url, child.address = f"http://{address}", address
        until(lambda: child.poll() is not None or status(f"{child.url}/livez"), "a server")
        if child.poll() is not None:
            raise AssertionError(child.said())
        yield child


def certificate(path, host):
    """A certificate for `host` that signs itself, with its key: `path`.pem and `path`.key."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
                    "-addext", "basicConstraints=critical,CA:FALSE",
                    "-keyout", f"{path}.key", "-out", f"{path}.pem"], check=True, capture_output=True)
