"""A form with the widget, and the server behind it: Python's standard library and nothing else."""

import json
import os
import secrets
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

RINGCODE = os.environ.get("RINGCODE_URL", "http://127.0.0.1:3000")
CLIENT = os.environ.get("CLIENT_ID", "example-form")
SECRET = os.environ.get("CLIENT_SECRET", "development-only-secret")
PORT = int(os.environ.get("PORT", "4004"))

FORM = """<form method="post" action="/">
<p><label>Your name <input name="name" required></label></p>
<div class="ringcode" data-ref="{visit}">{without_script}</div>
<p><button>Sign up</button></p>
</form>
<script src="{ringcode}/widget.js" data-client="{client}" async></script>"""


def redeem(token):
    """The one call: what the browser brought is a reference, the answer is the proof."""
    call = Request(f"{RINGCODE}/v1/redeem", json.dumps({"secret": SECRET, "token": token}).encode())
    call.add_header("Content-Type", "application/json")
    try:
        return json.load(urlopen(call, timeout=10))
    except HTTPError as refused:  # the secret or the request is wrong, or try again
        return json.load(refused)


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        visit = self.visit() or secrets.token_urlsafe()
        token = parse_qs(urlsplit(self.path).query).get("ringcode", [""])[0]
        here = f"http://{self.headers['Host']}/"
        link = urlencode({"client": CLIENT, "return": here, "ref": visit})
        if token:  # back from the link below, in a browser without JavaScript
            inside = f'Verified. <input type="hidden" name="ringcode-token" value="{escape(token)}">'
        else:
            inside = f'<a href="{escape(f"{RINGCODE}/start?{link}")}">Verify your phone number</a>'
        form = FORM.format(visit=escape(visit), without_script=inside, ringcode=RINGCODE, client=CLIENT)
        self.answer(200, form, f"visit={visit}; HttpOnly; SameSite=Lax; Path=/")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        proof = redeem(sent.get("ringcode-token", ""))
        if not proof["success"]:
            return self.answer(403, f"<p>Not signed up: {', '.join(proof['error_codes'])}</p>")
        if proof["client_ref"] != self.visit():  # somebody else's token, in a link that they sent
            return self.answer(403, "<p>Not signed up: begun in another browser</p>")
        name, phone = escape(sent.get("name", "")), proof["phone_number"]
        self.answer(200, f"<p>Welcome, {name}. Your number is {phone}.</p>")

    def visit(self):
        cookie = SimpleCookie(self.headers["Cookie"]).get("visit")
        return cookie and cookie.value

    def answer(self, status, text, cookie=None):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(f'<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>{text}'.encode())

    def log_message(self, *_):
        """Not the addresses: without JavaScript a token is in one of them."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Shop).serve_forever()
