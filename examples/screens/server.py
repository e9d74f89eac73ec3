# A shop with screens of its own: it asks Ringcode's JSON API to send the code and to check it.
# Python's standard library, no framework.
import base64, html, json, os, secrets, urllib.error, urllib.parse, urllib.request
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RINGCODE = os.environ.get("RINGCODE_URL", "http://127.0.0.1:3000")
SECRET = base64.b64encode(b"example-screens:development-only-secret").decode()
HEADERS = {"Authorization": f"Basic {SECRET}", "Content-Type": "application/json"}
SESSIONS = {}  # What the shop knows of each browser: the number, the verification, whether it is proven.


def ringcode(path, body):
    """Posts to the API; the verification, or the problem."""
    request = urllib.request.Request(f"{RINGCODE}/v1/verifications{path}", json.dumps(body).encode(),
                                     HEADERS | {"Idempotency-Key": secrets.token_hex(16)})
    try:
        return json.load(urllib.request.urlopen(request, timeout=20))
    except urllib.error.HTTPError as problem:
        return json.load(problem)


class Shop(BaseHTTPRequestHandler):
    def session(self):
        name = SimpleCookie(self.headers.get("Cookie", "")).get("shop")
        return SESSIONS.get(name.value if name else None, {})

    def do_GET(self):
        me = self.session()
        said = f"<p role=alert>{html.escape(me.pop('said', ''))}</p>"
        if me.get("proven"):
            body = f"<p>You are {html.escape(me['number'])}.</p>"
        elif "verification" in me:
            body = said + """<form method=post action=/check>
                <label>The code <input name=code autocomplete=one-time-code inputmode=numeric></label>
                <button>Sign up</button></form>
                <form method=post action=/resend><button>Send again</button></form>
                <form method=post action=/call><button>Call me</button></form>"""
        else:
            body = said + """<form method=post action=/start>
                <label>Your phone number <input name=number autocomplete=tel type=tel></label>
                <button>Send me a code</button></form>"""
        page = f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{body}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self):
        me = dict(self.session())
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        field = lambda name: form.get(name, [""])[0]
        if self.path == "/start":
            told = ringcode("", {"to": field("number"), "ip": self.client_address[0]})
            if told["status"] == "pending":
                me = {"number": field("number"), "verification": told["id"]}
        elif self.path in ("/check", "/resend", "/call") and "verification" in me:
            told = ringcode(f"/{me['verification']}{self.path}", {"code": field("code")} if self.path == "/check" else {})
            # The status is of the verification that this browser began: nobody else's proof counts.
            me["proven"] = told["status"] == "approved"
        else:
            return self.send_error(404)
        me["said"] = told.get("title") or told.get("check", {}).get("reason", "") or ", ".join(told.get("reasons", []))
        name = secrets.token_urlsafe(32)
        SESSIONS[name] = me
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Set-Cookie", f"shop={name}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()


print("http://localhost:4011", flush=True)
ThreadingHTTPServer(("127.0.0.1", 4011), Shop).serve_forever()
