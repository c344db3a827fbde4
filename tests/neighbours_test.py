#!/usr/bin/env python3
"""Files that are neighbours in the alphabet may be compiled as one (cmake/from_scratch.cmake). So what one of them hides in
an anonymous namespace has no name that another one gives to something else. All that are near enough are compared, so that
a file which comes between others breaks nothing of theirs. The check is tried on planted offences as well."""

import re
import unittest

from floors_test import sources

NEAR = 8   # as many are compiled as one

# What is compiled together, and what of it is not: programs, and what CMakeLists.txt sets SKIP_UNITY_BUILD_INCLUSION for.
LISTS = {
    "src": r"src/(app/(smsgwd|smsgwctl|verify_vectors|config_keys)|base/asio|http/beast|redis/version)\.cpp",
    "tests/unit": "-", "tests/io": "-",
    "tests/support": r"tests/support/conformance_\w+\.cpp",
}
OVERLOADED = {"complete", "PrintTo"}   # found by its arguments' types

# Declarations that begin in the first column, the name first.
USED = re.compile(r"using ((?:\w+::)+(\w+));")
ALIAS = re.compile(r"using (\w+) = ([^;]*);")
TYPE = re.compile(r"(?:struct|class|enum(?: class)?) (\w+)\b[^;(]*\{")
VALUE = re.compile(r"(?:constexpr|const)\b[^(;={]*?(\w+)(?:\[\w*\])?(?: = |\{|;)")
FUNCTION = re.compile(r"[\w:][\w:<>,&* ]*[ &*](\w+)\(((?:[^()]|\([^()]*\))*)\)[\w ]*[{;]")


def declared(text):
    """(name, what) of the declaration that the text begins with, or None. Equal ones may stand in two files."""
    used = USED.match(text)
    if used:
        return used.group(2), used.group(1)
    for pattern in (ALIAS, TYPE, VALUE, FUNCTION):
        match = pattern.match(text)
        if match and pattern is FUNCTION:
            # An overload is another function: what counts is the types, without names and defaults.
            return match.group(1), [re.sub(r"\s*(\b\w+)?\s*(=.*)?$", "", one, count=1, flags=re.DOTALL)
                                    for one in match.group(2).split(",")]
        if match:
            return match.group(1), match.group(2) if pattern is ALIAS else None
    return None


def things(text):
    """(namespace, name, what, is hidden) of what a file declares: hidden is what an anonymous namespace holds."""
    namespaces = []
    for line in re.finditer(r"^[^\s#/].*", text, re.MULTILINE):
        opened = re.match(r"namespace ?([\w:]*) ?\{", line.group())
        if opened:
            namespaces.append(opened.group(1))
        elif re.match(r"\}\s*// namespace", line.group()):
            namespaces.pop()
        elif namespaces:
            found = declared(text[line.start():])
            if found:
                yield "::".join(filter(None, namespaces)), *found, not namespaces[-1]


def may_meet(what, other):
    same_alias = isinstance(what, str) and what == other
    overload = isinstance(what, list) and isinstance(other, list) and what != other
    return same_alias or overload


def offences(files, headers=()):
    """Of (path, text) in order of the alphabet."""
    found, seen = [], {}
    # An overload that is hidden would hide the header's function from the neighbours.
    open_things = {(namespace, name): (path, what) for path, text in headers
                   for namespace, name, what, is_hidden in things(text) if not is_hidden and name not in OVERLOADED}
    for place, (path, text) in enumerate(files):
        for namespace, name, what, is_hidden in things(text):
            if not is_hidden:
                continue
            header, other_what = open_things.get((namespace, name), (None, None))
            if header and not (isinstance(what, str) and what == other_what):
                found.append(f"{path}: {name} is something else in {header}, which its neighbours may include")
            for other_place, other, other_what in seen.get((namespace, name), []):
                if other != path and place - other_place < NEAR and not may_meet(what, other_what):
                    found.append(f"{path}: {name} is something else in {other}, with which it may be compiled as one")
            seen.setdefault((namespace, name), []).append((place, path, what))
    return found


class Neighbours(unittest.TestCase):
    def test_no_two_give_one_name_to_two_things(self):
        headers = [(path, text) for path, text in sources(["include", "src", "tests"]) if path.endswith(".hpp")]
        for folder, alone in LISTS.items():
            with self.subTest(folder):
                files = sorted((path, text) for path, text in sources([folder])
                               if path.endswith(".cpp") and not re.fullmatch(alone, path))
                self.assertGreater(len(files), NEAR)
                self.assertGreater(sum(1 for _, text in files for _ in things(text)), NEAR, "nothing is recognised")
                found = offences(files, headers)
                self.assertEqual([], found, "\n" + "\n".join(found))


class PlantedNeighbours(unittest.TestCase):
    def offences(self, one, other, between=0, namespace="smsgw"):
        def text(body, name="smsgw"):
            return f"namespace {name} {{\nnamespace {{\n\n{body}\n\n}}   // namespace\n}}   // namespace {name}\n"
        files = [("src/a.cpp", text(one))] + [(f"src/b{i}.cpp", "") for i in range(between)]
        return len(offences(files + [("src/c.cpp", text(other, namespace))]))

    def test_the_same_name_is_an_offence_whatever_it_names(self):
        for one in ("constexpr int rows = 1;", "const Row rows[] = {", "struct rows {", "enum class rows : char {",
                    "using rows = std::vector<int>;", "std::vector<int> rows(int a, const Row& b) {",
                    "int rows(const Row& b = Row(),\n         int c = 2) {"):
            self.assertEqual(1, self.offences(one, "constexpr std::array rows{1, 2};"), one)
            self.assertEqual(0, self.offences(one, "constexpr std::array columns{1, 2};"), one)

    def test_overloads_and_the_same_alias_are_none(self):
        self.assertEqual(0, self.offences("void tell(int a) {", "void tell(long a) {"))
        self.assertEqual(1, self.offences("void tell(int a) {", "void tell(int b = 2) {"))
        self.assertEqual(0, self.offences("using Row = int;", "using Row = int;"))
        self.assertEqual(1, self.offences("using Row = int;", "using Row = long;"))
        self.assertEqual(0, self.offences("using test::tell;", "using test::tell;"))
        self.assertEqual(1, self.offences("using test::tell;", "void tell(int a) {"))

    def test_what_a_header_declares_is_not_hidden_by_an_overload(self):
        header = ("src/number.hpp", "namespace smsgw {\n\ninline int number(std::string_view text) {\n}\n\n}   // namespace smsgw\n")
        for body, count in (("int number(const Reply& reply) {", 1), ("int number_or(const Reply& reply) {", 0)):
            text = f"namespace smsgw {{\nnamespace {{\n\n{body}\n\n}}   // namespace\n}}   // namespace smsgw\n"
            self.assertEqual(count, len(offences([("src/a.cpp", text)], [header])), body)

    def test_who_is_far_away_or_in_another_namespace_may(self):
        self.assertEqual(1, self.offences("struct Row {", "struct Row {", between=NEAR - 2))
        self.assertEqual(0, self.offences("struct Row {", "struct Row {", between=NEAR - 1))
        self.assertEqual(0, self.offences("struct Row {", "struct Row {", namespace="smsgw::api"))


if __name__ == "__main__":
    unittest.main()
