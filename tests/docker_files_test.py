#!/usr/bin/env python3
"""The container files, as far as they can be judged without a container engine: what is copied exists and is not
ignored, nothing runs as root, the health check needs no shell, every service gives up what it does not use."""

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def instructions(text):
    """(word, rest) of each instruction of a Dockerfile, continued lines joined, comments dropped."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [tuple(line.strip().split(None, 1)) for line in joined.split("\n") if line.strip()]


def stages(text):
    """The instructions of each stage by its name, in order."""
    found = {}
    for word, rest in instructions(text):
        if word == "FROM":
            found[rest.split(" AS ")[1]] = current = []
        current.append((word, rest))
    return found


class Dockerfile(unittest.TestCase):
    def setUp(self):
        self.stages = stages(read("docker/Dockerfile"))
        self.run_stage = self.stages["run"]

    def only(self, word):
        found = [rest for instruction, rest in self.run_stage if instruction == word]
        self.assertEqual(1, len(found), word)
        return found[0]

    def copies(self):
        for name, stage in self.stages.items():
            for word, rest in stage:
                if word == "COPY":
                    *sources, _ = rest.split()
                    origin = sources.pop(0).removeprefix("--from=") if sources[0].startswith("--from=") else None
                    yield name, origin, sources

    def test_builds_tests_and_runs(self):
        self.assertEqual(["build", "test", "run"], list(self.stages))
        self.assertEqual("debian:12-slim AS run", self.only("FROM"))

    def test_what_is_copied_exists_and_reaches_the_build(self):
        allowed = [line[1:] for line in read(".dockerignore").split("\n") if line.startswith("!")]
        seen = 0
        for _, origin, sources in self.copies():
            for source in sources if origin is None else []:
                seen += 1
                self.assertTrue(os.path.exists(os.path.join(ROOT, source)), source)
                self.assertIn(source.rstrip("/").split("/")[0], allowed)
        self.assertGreater(seen, 10)
        for path in allowed:
            self.assertTrue(os.path.exists(os.path.join(ROOT, path)), path)

    def test_every_folder_that_the_build_enters_is_copied(self):
        copied = {source.rstrip("/") for name, _, sources in self.copies() if name == "build" for source in sources}
        for folder in re.findall(r"add_subdirectory\((\w+)", read("CMakeLists.txt")):
            self.assertIn(folder, copied)
        for folder in re.findall(r"include\((\w+)/", read("CMakeLists.txt")):
            self.assertIn(folder, copied)

    def test_secrets_stay_out_of_the_build(self):
        lines = read(".dockerignore").split("\n")
        self.assertEqual("*", [line for line in lines if line and not line.startswith("#")][0])
        self.assertGreater(lines.index("docker/secrets"), lines.index("!docker"))
        self.assertIn("/docker/secrets/", read(".gitignore").split("\n"))

    def test_the_programs_come_from_where_the_build_installs_them(self):
        taken = [sources for name, origin, sources in self.copies() if name == "run" and origin == "build"]
        self.assertEqual([["/out/usr/bin/smsgwd", "/out/usr/bin/smsgwctl"]], taken)
        commands = " ".join(rest for word, rest in self.stages["build"] if word == "RUN")
        self.assertIn("CMAKE_INSTALL_PREFIX=/usr ", commands)
        self.assertIn("DESTDIR=/out cmake --install build/release --strip", commands)

    def test_no_compiler_is_in_what_runs(self):
        commands = [rest for word, rest in self.run_stage if word == "RUN"]
        self.assertIn("/tmp/install-packages run ", commands[0])

    def test_does_not_run_as_root(self):
        user = self.only("USER")
        self.assertRegex(user, r"^[0-9]+:[0-9]+$")
        self.assertNotIn("0", user.split(":"))
        made = " ".join(rest for word, rest in self.run_stage if word == "RUN")
        self.assertIn(f"--uid {user.split(':')[0]} ", made)
        self.assertIn(f"-o {user.split(':')[0]} -g {user.split(':')[1]} -m 0700 {self.only('VOLUME')}", made)
        last = [word for word, _ in self.run_stage if word in ("RUN", "COPY", "USER")][-1]
        self.assertEqual("USER", last, "something is done as another user than what runs")

    def test_needs_no_shell_to_run_and_to_be_checked(self):
        self.assertEqual(["smsgwd"], json.loads(self.only("ENTRYPOINT")))
        options, command = self.only("HEALTHCHECK").split(" CMD ")
        self.assertEqual(["smsgwctl", "health"], json.loads(command))
        self.assertIn("--timeout=", options)
        self.assertEqual("SIGTERM", self.only("STOPSIGNAL"))

    def test_the_exposed_ports_are_those_that_are_listened_at(self):
        ports = sorted(re.findall(r"SMSGW_LISTEN_[A-Z]+=0\.0\.0\.0:(\d+)", self.only("ENV")))
        self.assertEqual(sorted(self.only("EXPOSE").split()), ports)
        self.assertEqual(3, len(ports))


class Compose(unittest.TestCase):
    def setUp(self):
        self.files = {name: yaml.safe_load(read(f"docker/{name}"))
                      for name in ("compose.yml", "compose.sandbox.yml", "compose.redis.yml", "compose.observe.yml")}
        self.main = self.files["compose.yml"]
        self.gateways = {name: service for name, service in self.main["services"].items()
                         if name.startswith("gateway")}

    def whole_services(self):
        """Every service that a file describes completely, and does not only add to."""
        for file, content in self.files.items():
            for name, service in content["services"].items():
                if "image" in service:
                    yield f"{file}: {name}", service

    def test_two_gateways_share_one_redis(self):
        self.assertEqual(["gateway-1", "gateway-2"], sorted(self.gateways))
        for service in self.gateways.values():
            self.assertEqual("redis://redis:6379/0", service["environment"]["SMSGW_REDIS_URL"])
            self.assertEqual("service_healthy", service["depends_on"]["redis"]["condition"])

    def test_every_service_gives_up_what_it_does_not_use(self):
        seen = 0
        for name, service in self.whole_services():
            seen += 1
            self.assertEqual(["ALL"], service["cap_drop"], name)
            self.assertNotIn("cap_add", service, name)
            self.assertNotIn("privileged", service, name)
            self.assertEqual(["no-new-privileges:true"], service["security_opt"], name)
            if not name.startswith("compose.redis.yml"):
                self.assertIs(True, service["read_only"], name)
        self.assertEqual(7, seen)

    def test_no_service_runs_as_root(self):
        for name, service in self.whole_services():
            if service["image"] == "smsgw:local":
                self.assertNotIn("user", service, name)   # the image's own
            else:
                self.assertRegex(str(service["user"]), r"^[1-9]", name)

    def test_secrets_are_files_and_each_is_declared(self):
        for file, content in self.files.items():
            declared = content.get("secrets", {})
            for name, secret in declared.items():
                self.assertEqual({"file": f"./secrets/{name}"}, secret)
            used = {name for service in content["services"].values() for name in service.get("secrets", [])}
            self.assertEqual(set(declared), used, file)

    def test_every_secret_that_is_named_is_mounted(self):
        for file in ("compose.yml", "compose.sandbox.yml", "compose.observe.yml"):
            for name, service in self.files[file]["services"].items():
                text = json.dumps([service.get("environment"), service.get("command")])
                for secret in re.findall(r"/run/secrets/(\w+)", text):
                    self.assertIn(secret, service["secrets"], f"{file}: {name}")
        mounted = self.files["compose.sandbox.yml"]["services"]["gateway-1"]["secrets"]
        for secret in re.findall(r"file:/run/secrets/(\w+)", read("docker/sandbox.toml")):
            self.assertIn(secret, mounted)

    def test_ports_are_unique_and_only_webhooks_are_for_others(self):
        ports = [port for service in self.gateways.values() for port in service["ports"]]
        outside = [port.rsplit(":", 1)[0] for port in ports]
        self.assertEqual(len(outside), len(set(outside)))
        for port in ports:
            local = port.startswith("127.0.0.1:")
            self.assertEqual(port.endswith(":8081"), not local, port)

    def test_redis_keeps_what_it_accepts_and_is_not_published(self):
        redis = self.main["services"]["redis"]
        words = redis["command"]
        settings = dict(zip(words[1::2], words[2::2]))
        self.assertEqual({"--appendonly": "yes", "--appendfsync": "always", "--save": "",
                          "--maxmemory": "512mb", "--maxmemory-policy": "noeviction",
                          "--hash-max-listpack-value": "2048"}, settings)
        self.assertTrue(all(isinstance(word, str) for word in words))
        self.assertNotIn("ports", redis)
        self.assertEqual(["store"], redis["networks"])
        self.assertIs(True, self.main["networks"]["store"]["internal"])
        self.assertEqual(["redis:/data"], redis["volumes"])
        self.assertIn("healthcheck", redis)
        self.assertEqual(words, self.files["compose.redis.yml"]["services"]["redis"]["command"])

    def test_development_redis_is_for_this_machine_only(self):
        for port in self.files["compose.redis.yml"]["services"]["redis"]["ports"]:
            self.assertTrue(port.startswith("127.0.0.1:"), port)

    def test_prometheus_asks_every_gateway_and_grafana_asks_prometheus(self):
        scrape = yaml.safe_load(read("packaging/prometheus/prometheus.yml"))["scrape_configs"]
        self.assertEqual(["smsgw"], [job["job_name"] for job in scrape], "as the alert rules call it")
        targets = [target for job in scrape for group in job["static_configs"] for target in group["targets"]]
        self.assertEqual([f"{name}:9090" for name in sorted(self.gateways)], targets)
        services = self.files["compose.observe.yml"]["services"]
        self.assertEqual(["gateway-1", "gateway-2"], [name for name in self.gateways
                                                      if set(services["prometheus"]["networks"])
                                                      <= set(self.gateways[name]["networks"])])
        source = yaml.safe_load(read("packaging/grafana/provisioning/datasources/prometheus.yml"))["datasources"][0]
        self.assertEqual("http://prometheus:9090", source["url"])
        for service in services.values():
            self.assertRegex(service["image"], r":v?\d+\.\d+\.\d+$", "a pinned version")
            self.assertTrue(all(port.startswith("127.0.0.1:") for port in service["ports"]))

    def test_ports_of_the_machine_are_taken_once(self):
        taken = [port.rsplit(":", 1)[0].rsplit(":", 1)[-1] for name in ("compose.yml", "compose.observe.yml")
                 for service in self.files[name]["services"].values() for port in service.get("ports", [])]
        self.assertEqual(len(taken), len(set(taken)), taken)

    def test_what_grafana_is_told_to_read_is_mounted(self):
        grafana = self.files["compose.observe.yml"]["services"]["grafana"]
        folder = next(volume.split(":")[1] for volume in grafana["volumes"] if volume.startswith("../packaging/grafana:"))
        dashboards = yaml.safe_load(read("packaging/grafana/provisioning/dashboards/smsgw.yml"))["providers"]
        self.assertEqual([folder], [each["options"]["path"] for each in dashboards])
        for name in ("GF_PATHS_PROVISIONING", "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"):
            self.assertTrue(grafana["environment"][name].startswith(folder + "/"), name)

    def test_files_beside_the_compose_files_exist(self):
        for file, content in self.files.items():
            for name, service in content["services"].items():
                for volume in service.get("volumes", []):
                    source = volume.split(":")[0]
                    if source.startswith("."):
                        self.assertTrue(os.path.exists(os.path.join(ROOT, "docker", source)), f"{file}: {volume}")
                    else:
                        self.assertIn(source, content["volumes"], f"{file}: {name}")
                build = service.get("build")
                if build:
                    context = os.path.normpath(os.path.join(ROOT, "docker", build["context"]))
                    self.assertEqual(ROOT, context)
                    self.assertTrue(os.path.exists(os.path.join(context, build["dockerfile"])))


class MakeSecrets(unittest.TestCase):
    def test_makes_each_secret_once_for_its_owner(self):
        declared = set()
        for name in ("compose.yml", "compose.sandbox.yml", "compose.observe.yml"):
            declared |= set(yaml.safe_load(read(f"docker/{name}"))["secrets"])
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "make-secrets")
            with open(script, "w", encoding="utf-8") as file:
                file.write(read("docker/make-secrets"))
            made = []
            for _ in range(2):
                subprocess.run(["bash", script], check=True, capture_output=True)
                secrets = os.path.join(folder, "secrets")
                contents = {}
                for name in os.listdir(secrets):
                    with open(os.path.join(secrets, name), encoding="ascii") as file:
                        contents[name] = file.read()
                made.append(contents)
            self.assertEqual(0o700, stat.S_IMODE(os.stat(secrets).st_mode))
        self.assertEqual(made[0], made[1])
        self.assertEqual(declared, set(made[0]))
        self.assertEqual(len(made[0]), len(set(made[0].values())))
        for name, value in made[0].items():
            self.assertRegex(value, r"^[A-Za-z0-9_-]{32}\n$", name)


if __name__ == "__main__":
    unittest.main()
