#!/usr/bin/env python3
"""Our signature checks against the vectors in data/signature_vectors.json, and verify_vectors against vectors that are
wrong: a check that accepts everything must not get past it. Usage: signature_vectors_test.py VERIFY_VECTORS."""

import base64
import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "signature_vectors.json")


def load():
    with open(VECTORS, encoding="utf-8") as file:
        return json.load(file)["vectors"]


def verify_text(text):
    """Exit code, and a word per vector: its id -> `pass` or `FAIL: why`."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "vectors.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        run = subprocess.run([PROGRAM, path], capture_output=True, text=True, timeout=60)
    lines = [line.split(" ", 1) for line in run.stdout.splitlines()[:-1]]
    return run.returncode, {line[0]: line[1] for line in lines}


def verify(vectors):
    return verify_text(json.dumps({"vectors": vectors}))


def flipped(text, at):
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1:]


def flip_signature(vector):
    """The vector with a bit of what signs it flipped, wherever that is."""
    changed = copy.deepcopy(vector)
    if "token" in changed:
        begin = changed["token"].rindex(".") + 1
        changed["token"] = flipped(changed["token"], begin + 5)
    elif "expected_signature" in changed:
        changed["expected_signature"] = flipped(changed["expected_signature"], 10)
    elif "certificate_pem" in changed:
        body = json.loads(changed["body"])
        signature = bytearray(base64.b64decode(body["Signature"]))
        signature[10] ^= 1
        body["Signature"] = base64.b64encode(signature).decode()
        changed["body"] = json.dumps(body)
    elif "sig" in changed.get("params", {}):
        changed["params"]["sig"] = flipped(changed["params"]["sig"], 10)
    else:
        name = next(name for name in changed["headers"] if "Nonce" not in name)
        changed["headers"][name] = flipped(changed["headers"][name], 10)
    return changed


def flip_key(vector):
    changed = copy.deepcopy(vector)
    if changed.get("keys"):
        changed["keys"] = [flipped(key, 0) for key in changed["keys"]]
    elif changed.get("key"):
        changed["key"] = flipped(changed["key"], 0)
    else:
        return None
    return changed


class Vectors(unittest.TestCase):
    def test_all_pass(self):
        vectors = load()
        code, words = verify(vectors)
        self.assertEqual({name: word for name, word in words.items() if word != "pass"}, {})
        self.assertEqual(len(words), len(vectors))
        self.assertEqual(code, 0)

    def test_every_scheme_has_what_must_be_accepted_and_what_must_be_refused(self):
        seen = {}
        for vector in load():
            seen.setdefault((vector["provider"], vector["scheme"]), set()).add(vector["valid"])
        self.assertEqual({scheme for scheme, kinds in seen.items() if len(kinds) < 2}, set())

    def fails_all(self, vectors):
        code, words = verify(vectors)
        self.assertEqual([name for name, word in words.items() if not word.startswith("FAIL")], [])
        self.assertEqual(len(words), len(vectors))
        self.assertEqual(code, 1)

    def test_a_flipped_bit_of_a_signature_fails(self):
        self.fails_all([flip_signature(vector) for vector in load() if vector["valid"]])

    def test_a_flipped_bit_of_a_key_fails(self):
        changed = [flip_key(vector) for vector in load() if vector["valid"]]
        self.fails_all([vector for vector in changed if vector])

    def test_what_is_not_valid_fails_when_it_is_said_to_be(self):
        self.fails_all([dict(vector, valid=True) for vector in load() if not vector["valid"]])

    def test_what_is_valid_fails_when_it_is_said_not_to_be(self):
        self.fails_all([dict(vector, valid=False) for vector in load() if vector["valid"]])

    def test_one_flipped_bit_among_all_of_them_is_enough(self):
        vectors = load()
        vectors[0] = flip_signature(vectors[0])
        code, words = verify(vectors)
        self.assertEqual([name for name, word in words.items() if word != "pass"], [vectors[0]["id"]])
        self.assertEqual(code, 1)


class Files(unittest.TestCase):
    def test_a_vector_that_cannot_be_read_fails_even_when_it_should_be_refused(self):
        refused = next(vector for vector in load() if not vector["valid"] and vector["provider"] == "sinch")
        self.assertEqual(verify([refused])[0], 0)
        for offence in ({"provider": "nobody"}, {"scheme": "X-Unknown"}, {"valid": "no"}, {"key": 7},
                        {"key_encoding": "rot13"}, {"url": []}, {"headers": "a=b"}, {"clock": "soon"}, {"id": None}):
            code, words = verify([{**refused, **offence}])
            self.assertEqual(code, 1, (offence, words))

    def test_no_vectors_are_no_success(self):
        for text in ("{}", "[]", '{"vectors": []}', '{"vectors": {}}', '{"vectors": [7]}', '{"vectors": [{}]}'):
            self.assertEqual(verify_text(text)[0], 1, text)

    def test_no_file_is_no_success(self):
        self.assertEqual(verify_text("")[0], 2)
        for arguments in ([], ["/nowhere/vectors.json"], [VECTORS, VECTORS], [os.path.dirname(VECTORS)]):
            run = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=60)
            self.assertEqual(run.returncode, 2, arguments)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
