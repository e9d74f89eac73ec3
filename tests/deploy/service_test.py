"""The systemd unit, run by a systemd of its own: its sandbox must not break the server."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import unittest

from support import DEPLOY, ENV_FILE, RINGCODE, SITE, folder, free_port, secrets, status, until

SYSTEMD = pathlib.Path("/lib/systemd/systemd")
PROGRAM = pathlib.Path("/opt/ringcode/current/ringcode")

# Hides this machine's files behind those of the test, then becomes the first process.
MACHINE = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /run/systemd/system
cp "$WORK"/units/* /run/systemd/system/
mount -t tmpfs tmpfs /opt
mkdir -p /opt/ringcode
# Not where the test has it: the service sees no /tmp but its own.
cp -r "$WORK/version" /opt/ringcode/current
mkdir "$WORK/upper" "$WORK/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$WORK/upper,workdir=$WORK/work" /etc
cp -r "$WORK/etc" /etc/ringcode
# As the first process of a machine would: credentials are mounted for the service from outside.
mount --make-rshared /
export container=other
exec /lib/systemd/systemd --system --unit=ringcode.service
"""


def is_possible():
    return os.geteuid() == 0 and SYSTEMD.exists() and shutil.which("unshare")


@unittest.skipUnless(is_possible(), "needs root and systemd")
class Service(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.work = self.stack.enter_context(folder())
        self.work.chmod(0o755)
        self.port = free_port()
        version = self.work / "version"
        version.mkdir()
        # Without the names of functions, a fifth of the size.
        subprocess.run(["strip", "-o", version / "ringcode", RINGCODE], check=True)
        shutil.copytree(SITE, version / "site")
        self.install()

    def install(self):
        units, etc = self.work / "units", self.work / "etc"
        units.mkdir()
        # Without the rest of a system there is nothing to wait for.
        text = (DEPLOY / "systemd/ringcode.service").read_text()
        more = f"DefaultDependencies=no\n[Service]\nStandardError=append:{self.work}/log"
        (units / "ringcode.service").write_text(text.replace("[Service]", more, 1))
        etc.mkdir()
        (etc / "ringcode.env").write_text(ENV_FILE.read_text() + f"LEPTOS_SITE_ADDR=127.0.0.1:{self.port}\n" + (
            "RINGCODE_PUBLIC_URL=https://verify.example.com\nRINGCODE_TRUSTED_PROXIES=none\n"))
        secrets(etc / "secrets", "127.0.0.1:1")

    def start(self):
        log = self.stack.enter_context(open(self.work / "log", "ab"))
        apart = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--cgroup", "--uts"]
        words = ["unshare", *apart, "sh", "-c", MACHINE]
        machine = subprocess.Popen(words, env={**os.environ, "WORK": str(self.work)}, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log)
        self.stack.callback(machine.wait)
        self.stack.callback(machine.send_signal, signal.SIGKILL)

    def test_the_unit_serves_in_its_sandbox(self):
        self.start()
        url = f"http://127.0.0.1:{self.port}"
        try:
            until(lambda: status(f"{url}/livez") == 200, "a server")
        except AssertionError as error:
            raise AssertionError(self.work.joinpath("log").read_text()) from error
        # Redis is not there, and that is the one thing wrong.
        self.assertEqual(status(f"{url}/readyz"), 503)
        facts = self.process()
        for fact in (r"NoNewPrivs:\t1", r"Seccomp:\t2", r"CapEff:\t0000000000000000", r"CapBnd:\t0000000000000000"):
            self.assertRegex(facts, fact)
        self.assertNotRegex(facts, r"Uid:\t0\t")

    @staticmethod
    def process():
        """The status of the one process that is the server."""
        for path in pathlib.Path("/proc").glob("[0-9]*/exe"):
            with contextlib.suppress(OSError):
                if path.readlink() == PROGRAM:
                    return (path.parent / "status").read_text()
        raise AssertionError("no such process")


if __name__ == "__main__":
    unittest.main()
