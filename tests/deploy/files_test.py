"""The files of deploy/ are what their readers expect, and name settings that production accepts."""

import ipaddress
import re
import shutil
import subprocess
import unittest

import compose_spec
import kubernetes_validate
import yaml

from support import DEPLOY, ENV_FILE, PLAIN, RINGCODE, environment_file, folder, free_port, process, secrets, until

COMPOSE = DEPLOY / "compose.yaml"
KUBERNETES = DEPLOY / "kubernetes"
UNIT = DEPLOY / "systemd/ringcode.service"
HOST = "verify.example.com"


def manifests():
    for path in sorted(KUBERNETES.glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            if document["kind"] != "Kustomization":
                yield document


def deployment():
    [found] = (one for one in manifests() if one["kind"] == "Deployment")
    return found["spec"]["template"]["spec"]


def compose():
    text = COMPOSE.read_text().replace("${RINGCODE_HOST}", HOST)
    return yaml.safe_load(re.sub(r"\$\{RINGCODE_HOST:[^}]*\}", HOST, text))


def unit_lines(key):
    return re.findall(rf"(?m)^{key}=(.*)$", UNIT.read_text())


def taken_by_others(compose):
    """The fixed addresses that Docker may have given to a container that starts before."""
    for service in compose["services"].values():
        networks = service.get("networks", {})
        for network, fixed in (networks.items() if isinstance(networks, dict) else ()):
            address = ipaddress.ip_address(fixed["ipv4_address"])
            [config] = compose["networks"][network]["ipam"]["config"]
            if address not in ipaddress.ip_network(config["subnet"]):
                raise ValueError(f"{address} is not in {config['subnet']}")
            if address in ipaddress.ip_network(config.get("ip_range", config["subnet"])):
                yield str(address)


class Schemas(unittest.TestCase):
    def test_the_manifests_follow_the_schemas_of_kubernetes(self):
        kinds = []
        for document in manifests():
            kubernetes_validate.validate(document, "1.37", strict=True)
            kinds.append(document["kind"])
        self.assertEqual(sorted(kinds), ["Deployment", "Namespace", "NetworkPolicy", "PodDisruptionBudget", "Service"])

    def test_a_wrong_manifest_does_not_follow_them(self):
        [service] = (one for one in manifests() if one["kind"] == "Service")
        service["spec"]["port"] = 80
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(service, "1.37", strict=True)

    def test_the_kustomization_names_every_manifest(self):
        kustomization = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
        files = {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
        self.assertEqual(set(kustomization["resources"]), files)
        # What the generators make is what the deployment asks for.
        [generated] = kustomization["secretGenerator"]
        names = {file.removeprefix("secrets/") for file in generated["files"]}
        [container] = deployment()["containers"]
        paths = {one["value"] for one in container["env"] if one["name"].endswith("_FILE")}
        self.assertEqual({f"/run/secrets/ringcode/{name}" for name in names}, paths)
        [volume] = deployment()["volumes"]
        self.assertEqual(volume["secret"]["secretName"], generated["name"])
        self.assertEqual(container["envFrom"][0]["configMapRef"]["name"], kustomization["configMapGenerator"][0]["name"])

    def test_the_operator_is_not_reached_from_where_people_come(self):
        [policy] = (one for one in manifests() if one["kind"] == "NetworkPolicy")
        [container] = deployment()["containers"]
        ports = {one["name"]: one["containerPort"] for one in container["ports"]}
        allowed = {rule["from"][0]["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]:
                   [one["port"] for one in rule["ports"]] for rule in policy["spec"]["ingress"]}
        self.assertEqual(allowed, {"ingress-nginx": ["http"], "monitoring": ["operator"]})
        environment = {one["name"]: one["value"] for one in container["env"]}
        self.assertEqual(environment["RINGCODE_OPERATOR_ADDR"], f"0.0.0.0:{ports['operator']}")
        [service] = (one for one in manifests() if one["kind"] == "Service")
        self.assertEqual([one["targetPort"] for one in service["spec"]["ports"]], ["http"])
        ringcode = compose()["services"]["ringcode"]
        port = ringcode["environment"]["RINGCODE_OPERATOR_ADDR"].rpartition(":")[2]
        self.assertEqual(ringcode["ports"], [f"127.0.0.1:{port}:{port}"])

    def test_the_compose_file_follows_its_specification(self):
        compose_spec.PyCompose.from_yaml(COMPOSE.read_text())
        with self.assertRaises(ValueError):
            compose_spec.PyCompose.from_yaml(COMPOSE.read_text().replace("cap_drop", "drop_cap"))

    def test_the_service_is_hardened(self):
        words = ["systemd-analyze", "security", "--offline=true", "--no-pager"]
        try:
            told = subprocess.run([*words, "--threshold=20", UNIT], capture_output=True, text=True)
        except FileNotFoundError:
            self.skipTest("no systemd")
        self.assertEqual(told.returncode, 0, told.stdout[-200:])
        with folder() as work:
            # The same without its sandbox is not.
            weak = work / "ringcode.service"
            weak.write_text(re.sub(r"(?m)^(Protect|Private|Restrict|System|Capab|Dynamic).*\n", "", UNIT.read_text()))
            self.assertNotEqual(subprocess.run([*words, "--threshold=20", weak], capture_output=True).returncode, 0)

    def test_nobody_is_given_the_fixed_address_of_another(self):
        """Docker draws addresses in turn, so that the first container got Caddy's."""
        self.assertEqual(list(taken_by_others(compose())), [])
        planted = compose()
        del planted["networks"]["front"]["ipam"]["config"][0]["ip_range"]
        self.assertEqual(list(taken_by_others(planted)), ["172.30.0.2"])


class Instructions(unittest.TestCase):
    """The commands at the head of a file lead to the files that it names."""

    def copy(self):
        root = self.enterContext(folder())
        shutil.copytree(DEPLOY, root / "deploy")
        (root / "docs/operate").mkdir(parents=True)
        shutil.copy(DEPLOY / "../docs/operate/redis.acl", root / "docs/operate")
        return root

    def run_in(self, folder, command):
        subprocess.run(command, shell=True, cwd=folder, input=b"token\n", check=True, capture_output=True)

    def test_of_compose(self):
        root = self.copy()
        for command in re.findall(r"(?m)^#   (?:cd deploy && )?((?:cp|\./make-secrets) [^#\n]*?)(?:  +#.*)?$", COMPOSE.read_text()):
            self.run_in(root / "deploy", command)
        for name, secret in compose()["secrets"].items():
            self.assertTrue((root / "deploy" / secret["file"]).is_file(), name)
        self.assertTrue((root / "deploy" / compose()["services"]["ringcode"]["env_file"]).is_file())

    def test_of_kubernetes(self):
        root = self.copy()
        text = (KUBERNETES / "kustomization.yaml").read_text()
        [command] = re.findall(r"`(deploy/make-secrets [^`]*) HOST:PORT`", text.replace("\n# ", " "))
        self.run_in(root, f"{command} redis:6379")
        shutil.copy(root / "deploy/ringcode.env.example", root / "deploy/kubernetes/ringcode.env")
        kustomization = yaml.safe_load(text)
        files = kustomization["secretGenerator"][0]["files"] + kustomization["configMapGenerator"][0]["envs"]
        for file in files:
            self.assertTrue((root / "deploy/kubernetes" / file).is_file(), file)


class Settings(unittest.TestCase):
    """What a deployment sets is known to the server, and enough for production."""

    def assert_accepted(self, environment, work, redis_url=None):
        environment = {**PLAIN, "LEPTOS_ENV": "PROD", **environment_file(ENV_FILE), **environment}
        done = subprocess.run([RINGCODE, "--check"], env=environment, cwd=work, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("mode: production\n", done.stdout)
        self.assertIn(f"known as https://{HOST}", done.stdout)
        # A name that is no setting any more would be told.
        environment["RINGCODE_NO_SUCH_SETTING"] = "1"
        done = subprocess.run([RINGCODE, "--check"], env=environment, cwd=work, capture_output=True, text=True)
        self.assertIn("RINGCODE_NO_SUCH_SETTING", done.stderr)

    def test_of_compose(self):
        with folder() as work:
            service = compose()["services"]["ringcode"]
            files = {name: secrets(work / "secrets") / name for name in service["secrets"]}
            environment = {name: value.replace("/run/secrets", str(work / "secrets"))
                           for name, value in service["environment"].items()}
            self.assertTrue(all(file.exists() for file in files.values()))
            self.assert_accepted(environment, work)

    def test_of_kubernetes(self):
        with folder() as work:
            secrets(work / "secrets")
            [container] = deployment()["containers"]
            self.assert_accepted({one["name"]: one["value"].replace("/run/secrets/ringcode", str(work / "secrets"))
                                  for one in container["env"]}, work)

    def test_of_systemd(self):
        with folder() as work:
            secrets(work / "secrets")
            sources = dict(line.split(":", 1) for line in unit_lines("LoadCredential"))
            environment = {}
            for line in unit_lines("Environment"):
                name, value = line.split("=", 1)
                if value.startswith("%d/"):
                    value = sources[value.removeprefix("%d/")].replace("/etc/ringcode", str(work))
                environment[name] = value
            environment |= {"RINGCODE_PUBLIC_URL": f"https://{HOST}", "RINGCODE_TRUSTED_PROXIES": "127.0.0.1/32"}
            self.assert_accepted(environment, work)

    def test_the_store_of_compose_is_sound(self):
        """Its command line, with the Redis of this machine in place of Valkey."""
        with folder() as work:
            port = free_port()
            secrets(work / "secrets", f"127.0.0.1:{port}")
            [_, *words] = compose()["services"]["valkey"]["command"]
            words = [word.replace("/run/secrets/acl", str(work / "secrets/redis.acl")) for word in words]
            with process(["redis-server", "--port", str(port), "--dir", str(work), "--save", "", *words]) as redis:
                until(lambda: "Ready to accept connections" in redis.said(), "Redis")
                environment = {**PLAIN, "RINGCODE_SECRET_FILE": str(work / "secrets/secret"),
                               "REDIS_URL_FILE": str(work / "secrets/redis_url")}
                told = subprocess.run([RINGCODE, "doctor"], env=environment, cwd=work, capture_output=True, text=True)
                self.assertEqual((told.returncode, told.stderr), (0, ""), told.stdout)
                for line in ("store           is there", "memory          ", "persistence     every write is logged"):
                    self.assertRegex(told.stdout, rf"(?m)^ok +{re.escape(line)}")


if __name__ == "__main__":
    unittest.main()
