"""Secrets that Vault and AWS keep: the daemon takes a changed one into use while messages flow, goes on with what it knows while
the service is away, and shows none of them anywhere."""
import os
import signal
import subprocess
import time
import unittest

from harness import BIN, PATIENCE_S, Daemon, Folder, Redis, Sandbox, sanitizer_env, wait_until
from metrics_page import Page
from secret_services import Operator, SecretsManager, Vault

TOKEN = "hvs.a-token-for-tests"
HIDDEN = ["first-key", "second-key", "third-key", "a-secret-access-key", "a-session-token", "the-secret-id", TOKEN, "hvs.made",
          "a-webhook-secret", "a-pepper"]


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.path = folder.__enter__()
        self.addCleanup(folder.__exit__)
        self.redis = Redis(self.path)
        self.addCleanup(self.redis.end)
        self.sandbox = Sandbox()
        self.addCleanup(self.sandbox.end)
        self.operator = Operator(self.sandbox.port)
        self.addCleanup(self.operator.stop)
        self.daemon = None

    def start(self, reference, env, more="", top=""):
        """A gateway whose provider's key is at `reference`, looked at every second."""
        text = (f'{top}[secrets]\nrefresh_s = 1\n{more}[log]\nlevel = "trace"\nrepeats_max = 0\n[[providers]]\nid = "sandbox"\n'
                f'type = "sandbox"\nbase_url = "{self.operator.url}"\napi_key = "{reference}"\nwebhook_secret = "env:SANDBOX_SECRET"\n')
        self.daemon = Daemon(os.path.join(self.path, "data"), self.redis.url, {**Sandbox.ENV, "SMSGW_THREADS": "1", **env}, text)
        self.addCleanup(self.daemon.end)
        self.file = os.path.join(self.path, "data", "smsgw.toml")
        return self.daemon

    def vault(self, **how):
        vault = Vault(**how)
        self.addCleanup(vault.stop)
        vault.put("smsgw", provider_key="first-key")
        return vault

    def key_of_next_submit(self):
        before = len(self.operator.keys)
        status, _, answer = self.daemon.send({"to": "+31612345678", "message": "Hello"})
        self.assertEqual(status, 202, answer)
        self.daemon.wait_status(answer["msgid"], "delivered")
        return self.operator.keys[before]

    def events(self, name):
        return [line for line in self.daemon.log if f'"{name}"' in line]

    def wait_event(self, name, count=1):
        wait_until(f"{count} times {name}", lambda: len(self.events(name)) >= count)

    def refreshes(self, result):
        return Page(self.daemon).sum("smsgw_secret_refreshes_total", result=result)

    def assert_nothing_shown(self, *texts):
        for text in ("\n".join(self.daemon.log), *texts):
            for secret in HIDDEN:
                self.assertNotIn(secret, text)

    def run_program(self, program, *words, env=None):
        return subprocess.run([os.path.join(BIN, program), *words], env={"PATH": os.environ["PATH"], **sanitizer_env(), **env},
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def test_a_changed_key_is_used_for_the_next_submit_and_nobody_is_refused(self):
        vault = self.vault(token=TOKEN)
        self.start("vault:secret/data/smsgw#provider_key", {"VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN}).wait_ready()
        self.assertEqual(self.key_of_next_submit(), "first-key")
        wait_until("it is looked at", lambda: self.refreshes("unchanged") >= 2)
        self.assertEqual(self.events("config.reloaded"), [], "nothing is another one")
        vault.put("smsgw", provider_key="second-key")
        sent = []
        while not self.events("config.reloaded"):
            sent.append(self.daemon.send({"to": "+31612345678", "message": "Hello"}))
        self.assertEqual({status for status, _, _ in sent}, {202})
        self.assertEqual(self.key_of_next_submit(), "second-key")
        for _, _, answer in sent:
            self.daemon.wait_status(answer["msgid"], "delivered")
        self.assertEqual(len(self.events("secrets.changed")), 1)
        wait_until("it is counted", lambda: self.refreshes("changed") == 1)
        # what somebody is still writing into the file waits for a reload
        with open(self.file, "a", encoding="utf-8") as file:
            file.write("half wri")
        vault.put("smsgw", provider_key="third-key")
        self.wait_event("config.reloaded", 2)
        self.assertEqual(self.key_of_next_submit(), "third-key")
        self.assertEqual(self.events("config.reload_failed"), [])
        self.assertEqual(self.daemon.end(), 0)
        self.assert_nothing_shown()

    def test_while_vault_is_away_the_known_key_stays(self):
        vault = self.vault(token=TOKEN)
        self.start("vault:secret/data/smsgw#provider_key", {"VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN},
                   top="shutdown_grace_s = 5\n").wait_ready()
        vault.stop()
        self.wait_event("secrets.refresh_failed")
        self.assertIn("vault:secret/data/smsgw#provider_key: Vault is not reached", self.events("secrets.refresh_failed")[0])
        wait_until("it is counted", lambda: self.refreshes("failed") >= 1)
        self.assertEqual(self.key_of_next_submit(), "first-key")
        # a reload takes into use what else has changed
        with open(self.file, "a", encoding="utf-8") as file:
            file.write("tps = 100\n")
        reloaded = len(self.events("config.reloaded"))
        self.daemon.signal(signal.SIGHUP)
        self.wait_event("config.reloaded", reloaded + 1)
        self.wait_event("secrets.kept")
        self.assertEqual(self.key_of_next_submit(), "first-key")
        # and a no is not an absence: it refuses a reload, and changes nothing
        vault.put("smsgw", another="second-key")
        vault.start()
        wait_until("a no is told", lambda: any("it has no 'provider_key'" in line for line in self.events("secrets.refresh_failed")))
        self.daemon.signal(signal.SIGHUP)
        self.wait_event("config.reload_failed")
        self.assertEqual(self.key_of_next_submit(), "first-key")
        vault.put("smsgw", provider_key="third-key")
        wait_until("the new key is used", lambda: self.key_of_next_submit() == "third-key")
        self.assertEqual(self.daemon.end(), 0)
        self.assert_nothing_shown()

    def test_an_approle_logs_in_renews_and_logs_in_again(self):
        vault = self.vault()
        vault.role = ("the-role", "the-secret-id", 20)
        secret_id = os.path.join(self.path, "secret_id")
        with open(secret_id, "w", encoding="utf-8") as file:
            file.write("the-secret-id\n")
        self.start("vault:secret/data/smsgw#provider_key", {},
                   f'vault_url = "{vault.url}"\nvault_role_id = "the-role"\nvault_secret_id = "file:{secret_id}"\n').wait_ready()
        wait_until("the token is renewed", lambda: vault.seen.count(("POST", "/v1/auth/token/renew-self")) >= 1)
        self.assertEqual(vault.made, 1, "one login is enough")
        vault.tokens.clear()   # revoked
        wait_until("it has logged in again", lambda: vault.readers[-1:] == ["hvs.made-by-login-2"])
        self.assertEqual(self.events("secrets.refresh_failed"), [])
        vault.put("smsgw", provider_key="second-key")
        wait_until("the new key is used", lambda: self.key_of_next_submit() == "second-key")
        self.assertEqual(self.daemon.end(), 0)
        self.assert_nothing_shown()

    def test_a_member_of_an_aws_secret(self):
        aws = SecretsManager()
        self.addCleanup(aws.stop)
        aws.secrets["smsgw"] = '{"provider_key": "first-key"}'
        session = os.path.join(self.path, "session")
        with open(session, "w", encoding="utf-8") as file:
            file.write(aws.SESSION)
        self.start("aws-sm:smsgw#provider_key",
                   {"AWS_REGION": aws.REGION, "AWS_ENDPOINT_URL": aws.url, "AWS_ACCESS_KEY_ID": aws.KEY_ID,
                    "AWS_SECRET_ACCESS_KEY": aws.KEY, "AWS_SESSION_TOKEN": f"file:{session}"}).wait_ready()
        self.assertEqual(self.key_of_next_submit(), "first-key")
        aws.secrets["smsgw"] = '{"provider_key": "second-key"}'
        wait_until("the new key is used", lambda: self.key_of_next_submit() == "second-key")
        self.assertEqual(self.daemon.end(), 0)
        self.assert_nothing_shown()

    def test_a_replaced_file_is_taken_into_use_too(self):
        secret = os.path.join(self.path, "key")
        for number, key in enumerate(("first-key", "second-key")):
            with open(secret + ".new", "w", encoding="utf-8") as file:
                file.write(key)
            os.rename(secret + ".new", secret)
            if number == 0:
                self.start(f"file:{secret}", {}).wait_ready()
            wait_until(f"{key} is used", lambda k=key: self.key_of_next_submit() == k)
        self.assertEqual(self.daemon.end(), 0)
        self.assert_nothing_shown()

    def test_a_start_without_vault_says_what_is_missing_and_may_be_tried_again(self):
        vault = self.vault(token=TOKEN)
        env = {**Sandbox.ENV, "VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN, "SMSGW_DATA_DIR": self.path}
        settings = ["--set", "auth.pepper=vault:secret/data/smsgw#pepper", "--check"]
        done = self.run_program("smsgwd", *settings, env=env)
        self.assertEqual(done.returncode, 2, "what is wrong stays wrong")
        self.assertIn("auth.pepper (--set): vault:secret/data/smsgw#pepper: it has no 'pepper'", done.stderr)
        vault.put("smsgw", pepper="a-pepper-for-tests")
        done = self.run_program("smsgwd", *settings, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('auth.pepper = "***"', done.stdout)
        self.assertIn("# auth.pepper is from vault:secret/data/smsgw#pepper\n", done.stdout)
        vault.stop()
        began = time.monotonic()
        done = self.run_program("smsgwd", *settings, env=env)
        self.assertEqual(done.returncode, 1, "a service manager starts it again")
        self.assertIn("vault:secret/data/smsgw#pepper: Vault is not reached (connect_failed)", done.stderr)
        self.assertLess(time.monotonic() - began, PATIENCE_S)
        for text in (done.stdout, done.stderr):
            self.assertNotIn(TOKEN, text)

    def test_smsgwctl_follows_the_same_references(self):
        vault = self.vault(token=TOKEN)
        vault.put("smsgw", pepper="a-pepper-for-tests", provider_key="first-key")
        config = os.path.join(self.path, "smsgw.toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'[secrets]\nvault_url = "{vault.url}"\n[auth]\npepper = "vault:secret/data/smsgw#pepper"\n')
        env = {"SMSGW_CONFIG": config, "VAULT_TOKEN": TOKEN}
        done = self.run_program("smsgwctl", "keys", "new", "--account", "shop", env=env)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        checked = self.run_program("smsgwctl", "check", "--json", env=env)
        self.assertIn("auth.pepper is from vault:secret/data/smsgw#pepper", checked.stdout)
        for text in (done.stdout, checked.stdout, checked.stderr):
            self.assertNotIn("a-pepper", text)

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        key, certificate = os.path.join(self.path, "key.pem"), os.path.join(self.path, "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                        "-subj", "/CN=vault", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        vault = self.vault(token=TOKEN, certificate=(certificate, key))
        env = {**Sandbox.ENV, "VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN, "SMSGW_DATA_DIR": self.path}
        settings = ["--set", "auth.pepper=vault:secret/data/smsgw#provider_key", "--check"]
        done = self.run_program("smsgwd", *settings, env=env)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("Vault is not reached (tls_failed)", done.stderr)
        self.assertEqual(vault.seen, [], "the token has not left")
        done = self.run_program("smsgwd", *settings, env={**env, "VAULT_CACERT": certificate})
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
