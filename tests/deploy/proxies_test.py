"""The files of deploy/proxies, each run by its program in front of a real server."""

import contextlib
import http.client
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import time
import unittest
import urllib.parse

from support import DEPLOY, PLAIN, RINGCODE, certificate, folder, free_port, process, server, until

HOST = "localhost"
# The browser's address, which is not the proxies'.
BROWSER = "127.0.0.2"
ACCOUNT = {"PLIVO_AUTH_ID": "MARINGCODEDEVELOPER0", "PLIVO_SENDER": "14155550199",
           "PLIVO_AUTH_TOKEN": "ringcode-development-only-auth-token-000",
           "RINGCODE_SECRET": "the secret of this test, with letters enough"}


def nginx(work, port, upstream, file="nginx.conf"):
    text = (DEPLOY / "proxies" / file).read_text()
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    text = re.sub(r"127\.0\.0\.1:(3000|9464)", upstream, text).replace("verify.example.com;", f"{HOST};")
    text = re.sub(r"/etc/ssl/\S+fullchain", f"{work}/host", text).replace("privkey.pem", "host.key")
    text = re.sub(r"/etc/ssl/\S+/host.key", f"{work}/host.key", text)
    text = text.replace("operator.example.com;", f"{HOST};").replace("/etc/ssl/operators", str(work))
    temporary = "".join(f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (work / "nginx.conf").write_text(
        f"daemon off; pid {work}/pid; error_log stderr; events {{}} http {{ {temporary} access_log {work}/access.log; {text} }}")
    return ["nginx", "-p", str(work), "-c", "nginx.conf"], {}


def caddy(work, port, upstream):
    own = f"tls {work}/host.pem {work}/host.key"
    text = (DEPLOY / "proxies/Caddyfile").read_text()
    text = text.replace("\treverse_proxy", f"\t{own}\n\tbind 127.0.0.1\n\treverse_proxy", 1)
    (work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
    names = {"RINGCODE_HOST": f"https://{HOST}:{port}", "RINGCODE_UPSTREAM": upstream, "XDG_DATA_HOME": str(work),
             "XDG_CONFIG_HOME": str(work), "HOME": str(work)}
    return ["caddy", "run", "--adapter", "caddyfile", "--config", f"{work}/Caddyfile"], names


def haproxy(work, port, upstream):
    (work / "both.pem").write_text((work / "host.pem").read_text() + (work / "host.key").read_text())
    text = (DEPLOY / "proxies/haproxy.cfg").read_text().replace("127.0.0.1:3000", upstream)
    text = text.replace("bind :80", f"bind 127.0.0.1:{free_port()}").replace("bind :443", f"bind 127.0.0.1:{port}")
    (work / "haproxy.cfg").write_text(text.replace("/etc/haproxy/verify.example.com.pem", f"{work}/both.pem"))
    return ["haproxy", "-db", "-f", f"{work}/haproxy.cfg"], {}


class FromBrowser(http.client.HTTPSConnection):
    """A connection to this machine from the browser's address."""

    def __init__(self, work, port, own=None):
        context = ssl.create_default_context(cafile=f"{work}/host.pem")
        if own:
            context.load_cert_chain(f"{work}/{own}.pem", f"{work}/{own}.key")
        super().__init__(HOST, port, timeout=20, context=context)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout, (BROWSER, 0))
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)

    def ask(self, method, path, form=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.request(method, path, body, headers)
        return self.getresponse()


@contextlib.contextmanager
def behind(configure):
    """A server behind a proxy, with the simulator as Plivo."""
    with contextlib.ExitStack() as stack:
        work, port = stack.enter_context(folder()), free_port()
        certificate(work / "host", HOST)
        simulator = free_port()
        stack.enter_context(process([RINGCODE, "simulator", "--addr", f"127.0.0.1:{simulator}"], cwd=work, env=PLAIN))
        api = f"http://127.0.0.1:{simulator}"
        environment = {**ACCOUNT, "LEPTOS_ENV": "DEV", "PLIVO_API_URL": api, "PLIVO_PHLO_URL": api,
                       "RINGCODE_PUBLIC_URL": f"https://{HOST}:{port}", "RINGCODE_TRUSTED_PROXIES": "127.0.0.1/32",
                       "RINGCODE_LOG_JSON": "true", "SSL_CERT_FILE": f"{work}/host.pem", "RINGCODE_UNKNOWN_NUMBERS": "true"}
        ringcode = stack.enter_context(server(environment, cwd=work))
        words, names = configure(work, port, ringcode.address)
        proxy = stack.enter_context(process(words, cwd=work, env={**os.environ, **names}))
        ringcode.proxy, ringcode.work, ringcode.port, ringcode.environment = proxy, work, port, {**PLAIN, **environment}

        def answers():
            if proxy.poll() is not None:
                raise AssertionError(proxy.said())
            with contextlib.suppress(OSError), contextlib.closing(FromBrowser(work, port)) as browser:
                return browser.ask("GET", "/readyz").status == 200
            return False

        until(answers, "a proxy")
        yield ringcode


class Proxies:
    """What holds for each of them."""

    configure = None
    program = None

    def setUp(self):
        if not shutil.which(self.program):
            self.skipTest(f"{self.program} is not installed")
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.ringcode = self.stack.enter_context(behind(type(self).configure))

    def browser(self):
        return self.stack.enter_context(contextlib.closing(FromBrowser(self.ringcode.work, self.ringcode.port)))

    def test_people_callbacks_and_events_pass(self):
        self.assert_the_client_ip_is_the_browsers()
        self.assert_the_doctor_is_content()
        self.assert_events_are_not_held_back()
        self.assertNotIn("a proxy that server.trusted_proxies", self.ringcode.said())

    def assert_the_client_ip_is_the_browsers(self):
        browser = self.browser()
        refused = browser.ask("POST", "/api/call_me", {}, Sec_Fetch_Site="cross-site", X_Forwarded_For="203.0.113.7")
        self.assertEqual(refused.status, 403)
        lines = lambda: [line for line in self.ringcode.said().splitlines() if "same origin" in line]
        [line] = until(lines, "a line")
        self.assertIn(BROWSER, line)
        self.assertNotIn("203.0.113.7", line)

    def assert_the_doctor_is_content(self):
        told = subprocess.run([RINGCODE, "doctor"], env=self.ringcode.environment, cwd=self.ringcode.work,
                              capture_output=True, text=True).stdout
        self.assertRegex(told, r"(?m)^ok +certificate +localhost \(127\.0\.0\.1\): for localhost, by localhost, until \S+, 1 day$")
        self.assertRegex(told, r"(?m)^ok +public address +https://localhost:\d+ is answered by Ringcode$")
        self.assertRegex(told, r"(?m)^ok +callbacks +a signed receipt arrives$")

    def assert_events_are_not_held_back(self):
        browser = self.browser()
        # A text of which nothing is heard any more, so that nothing ends the stream early.
        form = {"country": "US", "phone": "+1 415 555 0121"}
        page = browser.ask("GET", "/")
        cookie = page.getheader("Set-Cookie").split(";")[0]
        page.read()
        sent = browser.ask("POST", "/api/send_code", form, Sec_Fetch_Site="same-origin", Cookie=cookie)
        self.assertIn(sent.status, (200, 204, 303), sent.read())
        began = time.monotonic()
        events = browser.ask("GET", "/delivery", Cookie=cookie, Accept="text/event-stream")
        self.assertEqual((events.status, events.getheader("Content-Type")), (200, "text/event-stream"))
        self.assertNotEqual(events.readline(), b"")
        # The stream lasts fifteen seconds: what was held back would come at its end.
        self.assertLess(time.monotonic() - began, 10)


class Nginx(Proxies, unittest.TestCase):
    configure, program = nginx, "nginx"


class Caddy(Proxies, unittest.TestCase):
    configure, program = caddy, "caddy"


class HAProxy(Proxies, unittest.TestCase):
    configure, program = haproxy, "haproxy"


class OperatorByCertificate(unittest.TestCase):
    """nginx in front of the operator's page, with the certificates that its instructions make."""

    NAMES = {"alice": "/O=Staff/CN=alice", "mallory": "/O=Staff, CN=root/CN=mallory", "comma": "/CN=root,O=Staff",
             "space": "/CN=Alice Smith", "unit": "/OU=Staff,CN=root"}

    def setUp(self):
        if not shutil.which("nginx"):
            self.skipTest("nginx is not installed")
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stack, self.work, self.port = stack, stack.enter_context(folder()), free_port()
        certificate(self.work / "host", HOST)
        [authority, *words] = self.commands()
        self.run_in(self.work, authority)
        for name, subject in self.NAMES.items():
            for command in words:
                self.run_in(self.work, command.replace("/CN=alice", shlex.quote(subject)).replace("alice.", f"{name}."))
        # Somebody of another authority, who says the same of himself.
        foreign = self.work / "foreign"
        foreign.mkdir()
        for command in self.commands():
            self.run_in(foreign, command)
        address = f"127.0.0.1:{free_port()}"
        self.ringcode = stack.enter_context(server(
            {"RINGCODE_OPERATOR_ADDR": address, "RINGCODE_OPERATOR_HEADER": "x-forwarded-user"}, cwd=self.work))
        words, _ = nginx(self.work, self.port, address, "operator-nginx.conf")
        proxy = stack.enter_context(process(words, cwd=self.work))
        until(lambda: self.listens(proxy), "nginx")

    def commands(self):
        text = (DEPLOY / "../docs/operate/proxies.md").read_text()
        [block] = re.findall(r"(?s)```\n(openssl .*?)```", text)
        return [line for line in block.splitlines() if "pkcs12" not in line]

    def run_in(self, folder, command):
        subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)

    def listens(self, proxy):
        if proxy.poll() is not None:
            raise AssertionError(proxy.said())
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True

    def asks(self, own, method="GET", path="/", form=None, **headers):
        with contextlib.closing(FromBrowser(self.work, self.port, own)) as browser:
            answer = browser.ask(method, path, form, **headers)
            return answer.status, answer.read().decode()

    def test_without_a_certificate_of_the_authority_nobody_gets_in(self):
        for own in (None, "foreign/alice"):
            for path in ("/", "/metrics", "/login"):
                told, page = self.asks(own, path=path, X_Forwarded_User="alice")
                self.assertEqual(told, 400, own)
                self.assertNotIn("Ringcode", page)
        self.assertEqual(self.asks("alice", path="/metrics")[0], 200)

    def test_the_page_opens_under_the_name_in_the_certificate(self):
        for own in ("alice", "mallory"):
            for headers in ({}, {"X_Forwarded_User": "root"}):
                told, page = self.asks(own, **headers)
                self.assertEqual(told, 200)
                self.assertIn(own, page)
                self.assertNotIn("root", page)

    def test_a_name_that_cannot_be_told_is_nobody(self):
        for own in ("comma", "space", "unit"):
            told, page = self.asks(own, X_Forwarded_User="alice")
            self.assertEqual(told, 403, own)
            self.assertNotIn("alice", page)

    def test_forms_work_and_the_audit_trail_has_the_name(self):
        _, page = self.asks("alice")
        token = re.search(r'name="token"[^>]* value="([^"]+)"|value="([^"]+)"[^>]* name="token"', page)
        form = {"token": token[1] or token[2], "phone": "+1 415 555 0100"}
        told, page = self.asks("alice", "POST", "/look-up", form, Origin=f"https://{HOST}:{self.port}")
        self.assertEqual(told, 200, page)
        # Lines of the log come a moment after the answer.
        [line] = until(lambda: [line for line in self.ringcode.said().splitlines() if "operator look-up" in line],
                       "the line about the look-up")
        self.assertIn("alice", line)
        # The token is Alice's.
        told, _ = self.asks("mallory", "POST", "/look-up", form, Origin=f"https://{HOST}:{self.port}")
        self.assertEqual(told, 403)


if __name__ == "__main__":
    unittest.main()
