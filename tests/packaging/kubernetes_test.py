#!/usr/bin/env python3
"""The Kubernetes manifests, as far as they can be judged without a cluster: what refers to each other exists, nothing has a
right that it does not use, times add up, secrets are files; and the two configurations in them really serve.
Usage: kubernetes_test.py BUILD_FOLDER."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "packaging", "kubernetes")
SECRETS = "/etc/smsgw/secrets/"


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def manifest(name):
    return read("packaging", "kubernetes", name)


def setting(text, name):
    """A number of smsgw.toml."""
    return int(re.search(rf"(?m)^{name} = (\d+)$", text).group(1))


def mebibytes(text):
    return int(text.removesuffix("Mi"))


class Manifests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kustomization = yaml.safe_load(manifest("kustomization.yaml"))
        cls.all = [item for name in cls.kustomization["resources"] for item in yaml.safe_load_all(manifest(name))]
        cls.gateway, cls.redis = cls.the("Deployment", "smsgw"), cls.the("StatefulSet", "smsgw-redis")
        cls.workloads = [cls.gateway, cls.redis]
        cls.config = manifest("smsgw.toml")

    @classmethod
    def the(cls, kind, name):
        found = [item for item in cls.all if (item["kind"], item["metadata"]["name"]) == (kind, name)]
        assert len(found) == 1, f"{kind} {name}: {len(found)}"
        return found[0]

    @classmethod
    def kinds(cls, kind):
        return [item for item in cls.all if item["kind"] == kind]

    @staticmethod
    def pod(workload):
        return workload["spec"]["template"]["spec"]

    @classmethod
    def container(cls, workload):
        containers = cls.pod(workload)["containers"]
        assert len(containers) == 1
        return containers[0]

    def selected(self, labels):
        """Names of the workloads whose pods have these labels."""
        return [workload["metadata"]["name"] for workload in self.workloads
                if labels.items() <= workload["spec"]["template"]["metadata"]["labels"].items()]

    def test_every_file_is_part_of_it(self):
        generated = [name for each in self.kustomization["configMapGenerator"] for name in each["files"]]
        there = [name for name in os.listdir(HERE) if name not in ("kustomization.yaml", "make-secrets", "secrets")]
        self.assertEqual(sorted(self.kustomization["resources"] + generated), sorted(there))
        self.assertEqual(self.kustomization["namespace"], self.kinds("Namespace")[0]["metadata"]["name"])

    def test_selectors_find_what_they_are_for(self):
        for workload in self.workloads:
            self.assertEqual([workload["metadata"]["name"]], self.selected(workload["spec"]["selector"]["matchLabels"]))
        for service in self.kinds("Service"):
            name = service["metadata"]["name"]
            expected = "smsgw-redis" if name == "smsgw-redis" else "smsgw"
            self.assertEqual([expected], self.selected(service["spec"]["selector"]), name)
        self.assertEqual(["smsgw"], self.selected(self.kinds("PodDisruptionBudget")[0]["spec"]["selector"]["matchLabels"]))
        spread = self.pod(self.gateway)["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"]
        self.assertEqual(["smsgw"], self.selected(spread))
        self.assertEqual("smsgw-redis", self.redis["spec"]["serviceName"])

    def test_ports_are_those_that_the_programs_listen_at(self):
        image = dict(re.findall(r"SMSGW_LISTEN_([A-Z]+)=0\.0\.0\.0:(\d+)", read("docker", "Dockerfile")))
        ports = {port["name"]: port["containerPort"] for port in self.container(self.gateway)["ports"]}
        self.assertEqual({name.lower(): int(port) for name, port in image.items()}, ports)
        ports["redis"] = self.container(self.redis)["ports"][0]["containerPort"]
        for service in self.kinds("Service"):
            for port in service["spec"]["ports"]:
                self.assertEqual(ports[port["targetPort"]], port["port"], service["metadata"]["name"])

    def test_two_gateways_at_least_and_one_at_a_time_goes(self):
        scaler = self.the("HorizontalPodAutoscaler", "smsgw")["spec"]
        self.assertEqual("smsgw", scaler["scaleTargetRef"]["name"])
        self.assertGreaterEqual(scaler["minReplicas"], 2)
        self.assertGreater(scaler["maxReplicas"], scaler["minReplicas"])
        self.assertNotIn("replicas", self.gateway["spec"], "it would undo the autoscaler's work")
        self.assertEqual(0, self.gateway["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"])
        self.assertEqual(1, self.kinds("PodDisruptionBudget")[0]["spec"]["maxUnavailable"])

    def test_probes_ask_for_pages_that_exist(self):
        pages = re.findall(r'"GET", "(/\w+)"', read("src", "api", "health_api.cpp"))
        container = self.container(self.gateway)
        expected = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
        for probe, path in expected.items():
            self.assertIn(path, pages)
            self.assertEqual({"path": path, "port": "admin"}, container[probe]["httpGet"], probe)

    def test_times_add_up(self):
        delay, grace = setting(self.config, "shutdown_delay_s"), setting(self.config, "shutdown_grace_s")
        self.assertGreater(self.pod(self.gateway)["terminationGracePeriodSeconds"], delay + grace + 5)
        ready = self.container(self.gateway)["readinessProbe"]
        noticed = (ready["periodSeconds"] + ready["timeoutSeconds"]) * ready["failureThreshold"]
        self.assertGreater(delay, noticed, "a stopping gateway serves until nobody sends to it")

    def test_nothing_has_a_right_that_it_does_not_use(self):
        self.assertEqual("restricted", self.kinds("Namespace")[0]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"])
        for workload in self.workloads:
            pod, container = self.pod(workload), self.container(workload)
            self.assertIs(True, pod["securityContext"]["runAsNonRoot"])
            self.assertGreater(pod["securityContext"]["runAsUser"], 0)
            self.assertEqual({"type": "RuntimeDefault"}, pod["securityContext"]["seccompProfile"])
            self.assertEqual({"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                              "capabilities": {"drop": ["ALL"]}}, container["securityContext"])
            self.assertIs(False, pod["automountServiceAccountToken"])
            self.assertFalse({"hostNetwork", "hostPID", "hostIPC", "initContainers"} & set(pod))
        user = re.search(r"(?m)^USER (\d+):(\d+)$", read("docker", "Dockerfile")).groups()
        context = self.pod(self.gateway)["securityContext"]
        self.assertEqual(user, (str(context["runAsUser"]), str(context["runAsGroup"])))

    def test_variables_of_services_do_not_pass_for_options(self):
        self.assertIs(False, self.pod(self.gateway)["enableServiceLinks"])

    def test_everything_has_limits(self):
        for workload in self.workloads:
            resources = self.container(workload)["resources"]
            for what in ("cpu", "memory"):
                self.assertIn(what, resources["requests"])
                self.assertIn(what, resources["limits"])
        self.assertEqual(str(setting(self.config, "threads")), self.container(self.gateway)["resources"]["limits"]["cpu"])
        memory = int(re.search(r"(?m)^maxmemory (\d+)mb$", manifest("redis.conf")).group(1))
        self.assertGreaterEqual(mebibytes(self.container(self.redis)["resources"]["limits"]["memory"]), 2 * memory)

    def test_volumes_are_mounted_and_what_they_name_exists(self):
        maps = {each["name"] for each in self.kustomization["configMapGenerator"]}
        for workload in self.workloads:
            pod = self.pod(workload)
            claims = [claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])]
            mounts = {mount["name"]: mount for mount in self.container(workload)["volumeMounts"]}
            self.assertEqual(sorted(mounts), sorted([volume["name"] for volume in pod["volumes"]] + claims))
            for volume in pod["volumes"]:
                if "configMap" in volume:
                    self.assertIn(volume["configMap"]["name"], maps)
                if "configMap" in volume or "secret" in volume:
                    self.assertIs(True, mounts[volume["name"]]["readOnly"])
                if "secret" in volume:
                    self.assertEqual(0o440, volume["secret"]["defaultMode"])
                if "emptyDir" in volume:
                    self.assertIn("sizeLimit", volume["emptyDir"])

    def test_images_are_those_of_compose(self):
        compose = yaml.safe_load(read("docker", "compose.yml"))["services"]
        self.assertEqual(compose["gateway-1"]["image"], self.container(self.gateway)["image"])
        self.assertEqual(compose["redis"]["image"], self.container(self.redis)["image"])

    def test_redis_keeps_what_it_accepts_as_in_compose(self):
        words = yaml.safe_load(read("docker", "compose.yml"))["services"]["redis"]["command"]
        expected = {name.removeprefix("--"): value for name, value in zip(words[1::2], words[2::2])}
        lines = [line.split(None, 1) for line in manifest("redis.conf").split("\n") if line and not line.startswith("#")]
        found = {name: value.strip('"') for name, value in lines}
        self.assertEqual({**expected, "dir": "/data", "include": "/etc/redis/secrets/auth.conf"}, found)
        self.assertEqual("/data", [mount["mountPath"] for mount in self.container(self.redis)["volumeMounts"]
                                   if mount["name"] == "data"][0])

    def test_only_the_gateways_reach_redis_and_it_reaches_nothing(self):
        policies = {item["metadata"]["name"]: item["spec"] for item in self.kinds("NetworkPolicy")}
        self.assertEqual({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, policies["deny-all"])
        redis = policies["smsgw-redis"]
        self.assertEqual(["smsgw-redis"], self.selected(redis["podSelector"]["matchLabels"]))
        self.assertEqual([["smsgw"]], [self.selected(peer["podSelector"]["matchLabels"])
                                       for rule in redis["ingress"] for peer in rule["from"]])
        self.assertNotIn("egress", redis)
        gateway = policies["smsgw"]
        self.assertEqual(["smsgw"], self.selected(gateway["podSelector"]["matchLabels"]))
        open_to_all = [rule["ports"] for rule in gateway["ingress"] if "from" not in rule]
        self.assertEqual([[{"port": "webhook"}]], open_to_all)
        self.assertTrue(all("to" in rule and "ports" in rule for rule in gateway["egress"]))


class Secrets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="smsgw-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        shutil.copy(os.path.join(HERE, "make-secrets"), cls.folder)
        for _ in range(2):
            subprocess.run([os.path.join(cls.folder, "make-secrets"), "files"], check=True, timeout=60)
            made = {name: cls.contents(name) for name in ("gateway", "redis")}
            assert getattr(cls, "made", made) == made, "those that exist are left alone"
            cls.made = made

    @classmethod
    def contents(cls, part):
        folder = os.path.join(cls.folder, "secrets", part)
        found = {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                found[name] = file.read().removesuffix("\n")
        return found

    def environment(self):
        gateway = next(yaml.safe_load_all(manifest("gateway.yaml")))
        return {item["name"]: item["value"] for item in gateway["spec"]["template"]["spec"]["containers"][0]["env"]}

    def test_every_file_that_is_named_is_made_and_none_for_nothing(self):
        text = re.sub(r"(?m)^#.*$", "", manifest("smsgw.toml")) + "".join(self.environment().values())
        self.assertEqual(sorted(re.findall(SECRETS + r"(\w+)", text)), sorted(self.made["gateway"]))
        named = re.findall(r"/etc/redis/secrets/([\w.]+)", manifest("redis.yaml") + manifest("redis.conf"))
        self.assertEqual(set(named), set(self.made["redis"]))
        self.assertGreaterEqual(min(len(value) for name, value in self.made["gateway"].items()), 32)

    def test_no_manifest_holds_one(self):
        for name in os.listdir(HERE):
            if name.endswith((".yaml", ".toml", ".conf")):
                text = re.sub(r"#.*", "", manifest(name))
                self.assertNotRegex(text, r"kind: Secret\b|://[^/\s]*@|requirepass|stringData", name)
        for name, value in self.environment().items():
            self.assertTrue(value.startswith("/") or value.startswith("file:" + SECRETS), name)
        for value in re.findall(r'(?:_key|secret|pepper|url) = "([^"]+)"', manifest("smsgw.toml")):
            self.assertRegex(value, "^(file:|https://)")
        self.assertIn("/packaging/kubernetes/secrets/", read(".gitignore").split("\n"))
        self.assertIn("packaging/kubernetes/secrets", read(".dockerignore").split("\n"))

    def test_two_gateways_and_redis_serve_with_these_files(self):
        port = free_port()
        with open(os.path.join(self.folder, "secrets/gateway/redis_url"), "w", encoding="ascii") as file:
            file.write(self.made["gateway"]["redis_url"].replace("smsgw-redis:6379", f"127.0.0.1:{port}"))
        conf = os.path.join(self.folder, "redis.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(manifest("redis.conf").replace("/etc/redis/", self.folder + "/").replace("secrets/", "secrets/redis/")
                       .replace("dir /data", "dir " + self.folder))
        redis = Program(["redis-server", conf, "--port", str(port), "--bind", "127.0.0.1"])
        self.addCleanup(redis.end)
        here = os.path.join(self.folder, "secrets/gateway/")
        # The test's own limits are those of the manifests: none of the harness'.
        env = {name: value.replace(SECRETS, here) for name, value in self.environment().items() if name != "SMSGW_CONFIG"}
        env |= {name: None for name in ("SMSGW_ADMISSION_RATE", "SMSGW_ADMISSION_OFF", "SMSGW_ADMISSION_REQUESTS_IN_FLIGHT_MAX")}
        env["SMSGW_SHUTDOWN_DELAY_S"] = "0"
        daemons = []
        for name in ("one", "two"):
            daemons.append(Daemon(os.path.join(self.folder, name), env=env, config=manifest("smsgw.toml").replace(SECRETS, here)))
            self.addCleanup(daemons[-1].end)
        key = self.made["gateway"]["api_key"]
        status, _, accepted = daemons[0].wait_ready().send({"to": "+31612345678", "message": "Hello"}, key=key)
        self.assertEqual(202, status)
        view = wait_until("delivered", lambda: (view := daemons[1].wait_ready().message(accepted["msgid"], key))
                          and view["status"] == "delivered" and view)
        self.assertEqual(accepted["msgid"], view["msgid"])


if __name__ == "__main__":
    os.environ["SMSGW_BIN"] = sys.argv.pop(1)
    sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
    from harness import Daemon, Program, free_port, wait_until   # it reads SMSGW_BIN when it is loaded
    unittest.main()
