"""The tarball of bin/release, made of a stand-in for the program."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import tarfile
import unittest

from support import ROOT, folder, secrets


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        work = cls.enterClassContext(folder())
        cls.work = work
        program, site = work / "ringcode", work / "site"
        program.write_text("#!/bin/sh\n")
        (site / "pkg").mkdir(parents=True)
        (site / "pkg/ringcode.css").write_text("/* */\n")
        cls.packed = [cls.pack(program, site, work / name) for name in ("one", "two")]
        with tarfile.open(cls.packed[0]) as tar:
            tar.extractall(work / "extracted", filter="data")
        [cls.root] = (work / "extracted").iterdir()

    @classmethod
    def pack(cls, program, site, out):
        # Neither the time nor the user's mask may show.
        os.utime(program, None)
        subprocess.run(["sh", "-c", 'umask 0077; exec bin/release --pack "$@"', "sh", program, site, out], cwd=ROOT,
                       check=True, stdout=subprocess.DEVNULL)
        [tarball] = out.glob("*.tar.gz")
        return tarball

    def test_packed_twice_it_is_the_same(self):
        one, two = (hashlib.sha256(path.read_bytes()).hexdigest() for path in self.packed)
        self.assertEqual(one, two)
        told = pathlib.Path(f"{self.packed[0]}.sha256").read_text()
        self.assertEqual(told, f"{one}  {self.packed[0].name}\n")

    def test_it_has_what_a_machine_needs(self):
        for name in ("ringcode", "site/pkg/ringcode.css", "Leptos.toml", "LICENSE", "sbom.cdx.json", "SHA256SUMS",
                     "deploy/systemd/ringcode.service", "deploy/ringcode.env.example"):
            self.assertTrue((self.root / name).is_file(), name)
        self.assertEqual((self.root / "ringcode").stat().st_mode & 0o777, 0o755)
        self.assertRegex(self.root.name, r"^ringcode-\d+\.\d+\.\d+-\w+-linux$")

    def test_its_checksums_hold(self):
        check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        self.assertEqual(subprocess.run(check, cwd=self.root).returncode, 0)
        listed = re.findall(r"(?m)^\w+  \./(.*)$", (self.root / "SHA256SUMS").read_text())
        files = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        self.assertEqual(set(listed), files - {"SHA256SUMS"})

    def test_its_secrets_can_be_made_from_it(self):
        folder = self.work / "made"
        subprocess.run([self.root / "deploy/make-secrets", folder, "redis:6379"], input=b"token\n", check=True, capture_output=True)
        url = (folder / "redis_url").read_text().strip()
        password = re.fullmatch(r"redis://ringcode:(\w{64})@redis:6379", url)[1]
        self.assertIn(f">{password} ", (folder / "redis.acl").read_text())
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        kept = (folder / "secret").read_text()
        secrets(folder)
        self.assertEqual((folder / "secret").read_text(), kept, "a second time leaves them alone")

    def test_its_bill_of_materials_names_what_is_in_it(self):
        bill = json.loads((self.root / "sbom.cdx.json").read_text())
        self.assertEqual((bill["bomFormat"], bill["specVersion"]), ("CycloneDX", "1.6"))
        components = {one["name"]: one for one in bill["components"]}
        for name, use in (("rustls", "server"), ("redis", "server"), ("wasm-bindgen", "browser"), ("web-sys", "browser")):
            self.assertIn({"name": "ringcode:used-in", "value": use}, components[name]["properties"])
        self.assertNotIn("proptest", components, "tests are not shipped")
        locked = (ROOT / "Cargo.lock").read_text()
        for one in bill["components"]:
            self.assertRegex(locked, rf'name = "{one["name"]}"\nversion = "{re.escape(one["version"])}"')
            if one["name"] not in ("plivo-simulator",):
                self.assertRegex(one["hashes"][0]["content"], r"^[0-9a-f]{64}$", one["name"])
                self.assertTrue(one["licenses"][0]["expression"], one["name"])


if __name__ == "__main__":
    unittest.main()
