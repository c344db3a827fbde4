"""The machine-readable contract as tests use it: which operation a request is, and what its answer must look like."""
import re
from http import HTTPStatus

from jsonschema import Draft202012Validator


class Contract:
    def __init__(self, document):
        self.document = document
        self.seen = set()       # (method, path of the document, status)
        self.codes = set()      # of problems
        self.answers = []       # (schema, JSON body)

    def look(self, node):
        """The node itself, or what its $ref leads to."""
        while "$ref" in node:
            at = self.document
            for key in node["$ref"].removeprefix("#/").split("/"):
                at = at[key]
            node = at
        return node

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                yield method.upper(), path, operation

    def responses(self, operation):
        return {status: self.look(response) for status, response in operation["responses"].items()}

    def find(self, method, target):
        """(path of the document, operation); a path without parameters goes before one with."""
        given = target.partition("?")[0].split("/")
        fits = []
        for its_method, path, operation in self.operations():
            wanted = path.split("/")
            same = all(w == g or (w.startswith("{") and g) for w, g in zip(wanted, given))
            if its_method == method and len(wanted) == len(given) and same:
                fits.append((path, operation))
        return min(fits, key=lambda fit: fit[0].count("{")) if fits else (None, None)

    def faults(self, schema, value):
        """What is wrong with a value. References lead into the document's components."""
        whole = {"allOf": [schema], "components": self.document["components"]}
        return [error.message for error in Draft202012Validator(whole).iter_errors(value)]

    def check(self, path, method, status, headers, body):
        """An answer against the document; raises AssertionError with what is wrong."""
        what = f"{method} {path} {status}"
        operation = self.document["paths"][path][method.lower()]
        responses = self.responses(operation)
        assert str(status) in responses, f"{what} is not documented: {body}"
        response = responses[str(status)]
        media = headers["Content-Type"].partition(";")[0]
        assert media in response["content"], f"{what}: {media} is not documented"
        given = {name.lower(): value for name, value in headers.items()}
        for name, header in response.get("headers", {}).items():
            header = self.look(header)
            if name.lower() in given:
                found = self.faults(header["schema"], given[name.lower()])
                assert not found, f"{what}: {name}: {found}"
            else:
                assert not header.get("required"), f"{what}: no {name}"
        schema = response["content"][media]["schema"]
        found = self.faults(schema, body)
        assert not found, f"{what}: {found}"
        self.seen.add((method, path, str(status)))
        self.note(schema, body)

    def note(self, schema, body):
        if not isinstance(body, dict) or "openapi" in body:
            return
        self.answers.append((schema, body))
        for problem in [body, *body.get("results", [])]:
            if problem.get("type", "").startswith("/problems/"):
                self.codes.add(problem["code"])
                self.codes.update(error["code"] for error in problem.get("errors", []))

    def lint(self):
        """What is wrong with the document itself."""
        used = {node["$ref"] for _, node in nodes(self.document) if isinstance(node.get("$ref"), str)}
        found = [f"{ref} leads nowhere" for ref in used if not self._leads_somewhere(ref)]
        if found:
            return found   # nothing else could be looked at
        for kind, parts in self.document["components"].items():
            found += [f"components/{kind}/{name} is not used" for name in parts
                      if kind != "securitySchemes" and f"#/components/{kind}/{name}" not in used]
        for where, node in nodes(self.document):
            found += [f"{where}: {fault}" for fault in self._faults_of_node(node)]
        ids = [operation["operationId"] for _, _, operation in self.operations()]
        found += [f"operationId {one} is used twice" for one in set(ids) if ids.count(one) > 1]
        for method, path, operation in self.operations():
            found += [f"{method} {path}: {fault}" for fault in self._faults_of_operation(path, operation)]
        return found

    def _leads_somewhere(self, ref):
        try:
            self.look({"$ref": ref})
            return True
        except (KeyError, TypeError):
            return False

    def _faults_of_node(self, node):
        if node.get("type") == "object" and "properties" in node:
            if node.get("additionalProperties") is not False:
                yield "an object that may have any property"
            if not set(node["required"]) <= set(node["properties"]):
                yield "requires what it does not have"
        if "example" in node and "schema" in node:
            yield from (f"example: {fault}" for fault in self.faults(node["schema"], node["example"]))

    def _faults_of_operation(self, path, operation):
        parameters = [self.look(parameter) for parameter in operation.get("parameters", [])]
        in_path = {p["name"] for p in parameters if p["in"] == "path" and p.get("required")}
        if in_path != set(re.findall(r"\{(\w+)\}", path)):
            yield f"its path parameters are declared as {sorted(in_path)}"
        if not set(operation["tags"]) <= {tag["name"] for tag in self.document["tags"]}:
            yield "a tag that is not declared"
        responses = self.responses(operation)
        if not any(status.startswith("2") for status in responses):
            yield "never succeeds"
        for status, response in responses.items():
            if not response.get("description") or not response.get("content"):
                yield f"{status}: no description or content"
            if status not in {str(int(known)) for known in HTTPStatus}:
                yield f"{status}: no HTTP status"


def nodes(node, where="#"):
    """(place, object) of every object of the document but its examples."""
    if isinstance(node, list):
        for i, one in enumerate(node):
            yield from nodes(one, f"{where}/{i}")
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            if key != "example":
                yield from nodes(value, f"{where}/{key}")


def fields_of(node):
    """(object, name) of every field, at any depth."""
    if isinstance(node, list):
        for one in node:
            yield from fields_of(one)
    if isinstance(node, dict):
        for name in list(node):
            yield node, name
            yield from fields_of(node[name])
