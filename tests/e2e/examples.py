"""What examples/README.md says, for the tests that hold it: the commands, and what they print."""
import os
import re
import shutil
import subprocess

from harness import KEY, PATIENCE_S, Daemon, Folder, audit, wait_until

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
NEEDS = {"python": ["python3"], "php": ["php"], "node": ["node"], "curl": ["curl", "jq", "openssl"]}


def readme(kind, name):
    """The lines of the block of examples/README.md that the marker <!-- kind: name --> stands above."""
    with open(os.path.join(ROOT, "examples", "README.md"), encoding="utf-8") as file:
        found = re.findall(rf"<!-- {kind}: {name} -->\n```\w*\n(.*?)```", file.read(), re.DOTALL)
    assert len(found) == 1, f"{kind}: {name} is {len(found)} times in the README"
    return found[0].splitlines()


def as_pattern(line):
    """A printed line as an expression that takes other ids."""
    escaped = re.escape(line)
    for example in (r"m_[0-9a-z]{22}", r"r_[0-9A-Za-z]{16}"):
        for found in set(re.findall(example, line)):
            escaped = escaped.replace(re.escape(found), example)
    return escaped


def language_of(command):
    return re.search(r"examples/(\w+)/", command).group(1)


def skip_without(test, language):
    """Skips what needs a program that is not installed, but not where SMSGW_NO_SKIPS is set (.ci/run)."""
    missing = [program for program in NEEDS[language] if not shutil.which(program)]
    if missing:
        assert not os.environ.get("SMSGW_NO_SKIPS"), f"not installed: {missing}"
        test.skipTest(f"not installed: {missing}")


def environment(**settings):
    return {"PATH": os.environ["PATH"], "SMSGW_API_KEY": KEY, **settings}


def shell(command):
    """The arguments that run a command of the README as there, with the root of the repository as the current folder."""
    return ["bash", "-c", f"cd '{ROOT}' && {command}"]


def run(command, stdin=b"", **settings):
    """(exit code, standard output, standard error) of a command of the README."""
    done = subprocess.run(shell(command), env=environment(**settings), input=stdin, capture_output=True, timeout=PATIENCE_S,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def send_by_a_daemon(port, is_told, secret, former_secret=None):
    """Sends with the README's command to a daemon with the README's configuration, whose callbacks go to that port; the
    msgid, once is_told()."""
    with open(os.path.join(ROOT, "examples", "callbacks.toml"), encoding="utf-8") as file:
        config = file.read()
    assert ":8090/" in config
    if former_secret:
        config += 'callback_secret_old = "env:FORMER_SECRET"\n'
    with Folder() as folder:
        daemon = Daemon(folder, env={"SMSGW_CALLBACK_SECRET": secret, "FORMER_SECRET": former_secret},
                        config=config.replace(":8090/", f":{port}/")).wait_ready()
        try:
            code, out, err = run(readme("run", "send")[0], SMSGW_URL=f"http://127.0.0.1:{daemon.api}")
            assert code == 0, err
            wait_until("the last change is told", is_told)
            audit(daemon)
            return out.split()[1]
        finally:
            daemon.end()
