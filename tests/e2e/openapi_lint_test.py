"""openapi.json by itself: what OpenAPI 3.1 asks of a document, and that its examples fit. The checks are checked as well."""
import copy
import json
import os
import unittest

from contract import Contract

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")


class Lint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, "src/api/openapi.json"), encoding="utf-8") as file:
            cls.document = json.load(file)

    def test_the_document_is_sound(self):
        self.assertEqual(self.document["openapi"], "3.1.0")
        self.assertEqual(Contract(self.document).lint(), [])

    def test_a_fault_in_the_document_is_found(self):
        def with_change(change):
            document = copy.deepcopy(self.document)
            change(document)
            return Contract(document).lint()
        send = lambda d: d["paths"]["/send"]["post"]
        for label, change in {
                "dangling reference": lambda d: d["components"]["schemas"].pop("Lane"),
                "an id twice": lambda d: send(d).update(operationId="sendBatch"),
                "parameter not declared": lambda d: d["paths"]["/account"]["get"].pop("parameters", None)
                or d["paths"].update({"/a/{b}": d["paths"]["/account"]}),
                "no description": lambda d: d["components"]["responses"]["OkSend"].pop("description"),
                "example that does not fit": lambda d: send(d)["requestBody"]["content"]["application/json"]
                ["example"].pop("to"),
                "any property goes": lambda d: d["components"]["schemas"]["Account"].pop("additionalProperties"),
                "requires what is not there": lambda d: d["components"]["schemas"]["Account"]["properties"].pop("lanes"),
        }.items():
            with self.subTest(label):
                self.assertNotEqual(with_change(change), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
