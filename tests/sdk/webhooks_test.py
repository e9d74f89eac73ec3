"""The library of Standard Webhooks for Python, unchanged, against a server's webhooks:
webhooks_test.py BASE_URL PORT FOLDER_OF_KEYS

The library knows no Ed25519; webhooks_test.mjs verifies that.
"""

import base64
import json
import queue
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from run_tests import run_tests
from standardwebhooks import Webhook, WebhookVerificationError

BASE, PORT, FOLDER = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])


class Receiver(BaseHTTPRequestHandler):
    """Keeps every event by the path that it came to."""

    arrived = {f"/{kind}": queue.Queue() for kind in ("hmac", "rotating", "pair", "both")}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        Receiver.arrived[self.path].put((body, dict(self.headers)))

    def log_message(self, *_):
        pass


threading.Thread(target=ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever, daemon=True).start()


def library(key):
    return Webhook((FOLDER / key).read_text().strip())


def event(kind, number):
    """Starts a verification as a client, and returns the first event of it."""
    secret = base64.b64encode(f"python-{kind}:test-secret".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{BASE}/v1/verifications", json.dumps({"to": number}).encode(), headers))
    return Receiver.arrived[f"/{kind}"].get(timeout=20)


def refuses(key, body, headers):
    try:
        library(key).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


def test_one_key():
    body, headers = event("hmac", "+12125550120")
    told = library("new.key").verify(body, headers)
    assert "." in told["type"] and told["data"]["phone_number"], told
    assert refuses("old.key", body, headers)
    assert refuses("new.key", body + b" ", headers)


def test_two_keys_while_one_replaces_the_other():
    body, headers = event("rotating", "+12125550122")
    for key in ("old.key", "new.key"):
        library(key).verify(body, headers)


def test_a_key_of_each_kind():
    body, headers = event("both", "+12125550123")
    library("new.key").verify(body, headers)
    assert refuses("old.key", body, headers)


run_tests(globals(), "webhooks in python")
