"""The image of deploy/image/Dockerfile, built from its last stage and started from its own root."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest
import urllib.parse
import urllib.request

from support import (
    DEPLOY, ENV_FILE, PATIENCE, PLAIN, RINGCODE, SITE, environment_file, folder, free_port, process, status, until,
)

# `docker stop` waits for so long.
STOP = 10

# What the Dockerfile says, where nothing can read it.
WITHOUT_A_BUILDER = {
    "Env": ["LEPTOS_ENV=PROD", "RINGCODE_GRACE=1"],
    "User": "65532:65532",
    "Entrypoint": ["/opt/ringcode/ringcode"],
    "Healthcheck": {"Test": ["CMD", "/opt/ringcode/ringcode", "health"]},
}


class Silence:
    """A Plivo that takes every request and answers none; `asked` once there was one."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.asked = threading.Event()
        self.open = []
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        with contextlib.suppress(OSError):
            while True:
                taken, _ = self.listener.accept()
                self.open.append(taken)
                self.asked.set()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root")
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        work = cls.stack.enter_context(folder())
        assembled = work / "assembled"
        # Without the names of functions, a fifth of the size.
        subprocess.run(["strip", "-o", work / "ringcode", RINGCODE], check=True)
        subprocess.run([DEPLOY / "image/assemble", work / "ringcode", SITE, assembled], check=True)
        if shutil.which("buildah"):
            cls.root, cls.config = cls.build(work, assembled)
        else:
            cls.root, cls.config = assembled, WITHOUT_A_BUILDER

    @classmethod
    def build(cls, work, assembled):
        """Builds the last stage from what is assembled, as the stage before would have been."""
        context = work / "context"
        context.mkdir()
        buildah = ["buildah", "--root", f"{work}/storage", "--runroot", f"{work}/run", "--storage-driver", "vfs"]
        run = lambda *words: subprocess.run([*buildah, *words], check=True, capture_output=True, text=True).stdout.strip()
        stage = work / "stage"
        stage.mkdir()
        assembled.rename(stage / "image")
        run("build", "--isolation", "chroot", "--format", "docker", "--build-context", f"build={stage}",
            "--tag", "ringcode", "--file", str(DEPLOY / "image/Dockerfile"), str(context))
        container = run("from", "ringcode")
        root = pathlib.Path(run("mount", container))
        cls.stack.callback(lambda: run("rm", container))
        image = json.loads(run("inspect", "--type", "image", "ringcode"))
        return root, image["Docker"]["config"]

    def environment(self, **more):
        given = dict(one.split("=", 1) for one in self.config["Env"])
        port = free_port()
        return {**given, **environment_file(ENV_FILE), "LEPTOS_SITE_ADDR": f"0.0.0.0:{port}", "RINGCODE_IN_PROCESS": "true",
                "RINGCODE_PUBLIC_URL": "https://verify.example.com", "RINGCODE_TRUSTED_PROXIES": "none",
                "RINGCODE_SECRET": "the secret of this test, with letters enough", "PLIVO_AUTH_TOKEN": "token",
                "RINGCODE_UNKNOWN_NUMBERS": "true", **more}, port

    def inside(self, *words):
        """A command in the image's root, which is read-only, as the image's user. Engines mount /proc as well."""
        user = self.config["User"]
        script = ('mkdir -p "$1/proc" && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && '
                  'mount -t proc proc "$1/proc" && cd / && shift && exec chroot "$@"')
        return ["unshare", "--mount", "sh", "-c", script, "sh", str(self.root), f"--userspec={user}", str(self.root), *words]

    def test_it_holds_the_program_and_nothing_else_that_runs(self):
        programs = {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                    if path.is_file() and os.access(path, os.X_OK) and ".so" not in path.name}
        self.assertEqual(programs, {"opt/ringcode/ringcode"})

    def test_what_is_under_way_has_time_before_docker_kills(self):
        grace = int(dict(one.split("=", 1) for one in self.config["Env"])["RINGCODE_GRACE"])
        told = subprocess.run([RINGCODE, "settings"], env=PLAIN, check=True, capture_output=True, text=True).stdout
        [plivo] = re.findall(r"`PLIVO_TIMEOUT` .* `(\d+)` \|", told)
        self.assertLess(grace + int(plivo), STOP)

    def test_it_serves_is_healthy_and_stops_in_time_while_plivo_is_silent(self):
        plivo = Silence()
        environment, port = self.environment(PLIVO_API_URL=plivo.url)
        healthcheck = self.inside(*self.config["Healthcheck"]["Test"][1:])
        healthy = lambda: subprocess.run(healthcheck, env=environment, capture_output=True, text=True)
        self.assertIn("nothing answers at 127.0.0.1", healthy().stderr)
        with process(self.inside(*self.config["Entrypoint"]), env=environment) as server:
            until(lambda: server.poll() is not None or status(f"http://127.0.0.1:{port}/readyz") == 200, "readiness")
            self.assertIsNone(server.poll(), server.said())
            self.assertEqual(healthy().returncode, 0)
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read().decode()
            style = re.search(r'href="(/[^"]*ringcode\.css)"', page)[1]
            self.assertEqual(status(f"http://127.0.0.1:{port}{style}"), 200)
            process_status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
            self.assertIn("Uid:\t65532\t65532\t65532\t65532", process_status)
            answers = []
            sender = threading.Thread(target=lambda: answers.append(self.send(port)))
            sender.start()
            self.assertTrue(plivo.asked.wait(PATIENCE), server.said())
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            unhealthy = until(lambda: (told := healthy()).returncode and told.stderr, "that it is stopping")
            self.assertIn("not ready: stopping", unhealthy)
            self.assertEqual(server.wait(STOP), 0)
            self.assertLess(time.monotonic() - began, STOP)
            sender.join()
            # Whoever waited for Plivo was answered, and not cut off.
            self.assertEqual(answers, [303])

    @staticmethod
    def send(port):
        form = urllib.parse.urlencode({"country": "US", "phone": "+1 415 555 0123"}).encode()
        # The cookie is for https, so it is carried by hand.
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        cookie = page.getheader("Set-Cookie").split(";")[0]
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", "Cookie": cookie}
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/send_code", form, headers)
        try:
            return urllib.request.build_opener(NoRedirects).open(request, timeout=30).status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError as error:
            return str(error)


if __name__ == "__main__":
    unittest.main()
