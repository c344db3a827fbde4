#!/usr/bin/env python3
"""The architecture as a test (docs/architecture.md, "Floors"): a folder includes only folders on a lower floor, rooms
on one floor do not know each other, each foreign library has one home, files and functions stay small.

Run it as it is; it looks at the tree that it lies in. The checks themselves are tested here as well, on planted
offences: a check that cannot fail proves nothing."""

import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Lowest first. Folders on one line do not know each other. `smsgw` is include/smsgw, `ports` is include/smsgw/ports.
FLOORS = [
    {"smsgw"},
    {"ports"},
    {"base", "domain"},
    {"intake", "dispatch", "dlr", "callback", "http", "redis"},
    {"api", "webhook", "providers", "captcha"},
    {"app"},
]

# Foreign headers by the start of their path, and the folders that may include them. The longest start decides.
HOMES = {
    "boost/beast": {"http"},
    "boost/asio/ssl": {"http", "redis"},
    "openssl/": {"base", "http"},
    "hiredis": {"redis"},
    "phonenumbers/": {"domain"},
    "re2/": {"base"},
    "spdlog/": {"base"},
    "prometheus/": {"base"},
    "CLI/": {"app"},
    "toml++/": {"app"},
}
# base/asio.cpp holds the compiled half of Asio, its TLS included, once for the whole program.
HOME_EXCEPTIONS = {("src/base/asio.cpp", "boost/asio/ssl/impl/src.hpp")}

# The vocabulary is for everybody: what it includes, everybody compiles.
BANNED_IN_VOCABULARY = ("nlohmann/",)

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 70

# Offenders that are known. This list may only shrink: an entry that no longer applies fails the test.
ALLOWED_FILES = {}       # "src/room/file.cpp": "reason"
ALLOWED_FUNCTIONS = {}   # "src/room/file.cpp:name": "reason"


# ---- includes ------------------------------------------------------------------------------------------------------

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path):
    """The folder of a file of the tree, as FLOORS names it; None for a file directly in src."""
    parts = path.split("/")
    if parts[0] == "include":
        return "ports" if parts[2:3] == ["ports"] else "smsgw"
    return parts[1] if len(parts) > 2 else None


def floor_of(folder):
    for floor, folders in enumerate(FLOORS):
        if folder in folders:
            return floor
    return None


def included_folder(target):
    """The folder that `#include "target"` leads to; None when it names none."""
    parts = target.split("/")
    if parts[0] == "smsgw":
        return "ports" if parts[1:2] == ["ports"] else "smsgw"
    return parts[0] if len(parts) > 1 else None


def check_own(folder, target):
    other = included_folder(target)
    if other is None or ".." in target.split("/"):
        return f'write the folder in #include "{target}"'
    if floor_of(other) is None:
        return f'#include "{target}": {other} is on no floor'
    if other != folder and floor_of(other) >= floor_of(folder):
        return f"{folder} may not include {target}"
    return None


def check_foreign(path, folder, target):
    if folder in ("smsgw", "ports") and target.startswith(BANNED_IN_VOCABULARY):
        return f"{target} may not be in the vocabulary"
    if (path, target) in HOME_EXCEPTIONS:
        return None
    starts = [start for start in HOMES if target.startswith(start)]
    if not starts:
        return None
    homes = HOMES[max(starts, key=len)]
    if folder in homes:
        return None
    return f"{target} belongs to {' or '.join(sorted(homes))}, not to {folder}"


def check_includes(path, text):
    """Offences of one file of src or include as 'path:line: what'."""
    folder = folder_of(path)
    if folder is None or floor_of(folder) is None:
        return [f"{path}:1: its folder is on no floor"]
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        bracket, target = match.groups()
        offence = check_own(folder, target) if bracket == '"' else check_foreign(path, folder, target)
        if offence:
            found.append(f"{path}:{number}: {offence}")
    return found


# ---- sizes ---------------------------------------------------------------------------------------------------------

NOISE = re.compile(
    r'R"(?P<delim>[^()\\\s]{0,16})\(.*?\)(?P=delim)"'     # raw strings
    r'|"(?:\\.|[^"\\\n])*"'                                # strings
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"                # characters, but not the marks in 1'000
    r"|//[^\n]*|/\*.*?\*/"                                 # comments
    r"|^[ \t]*\#(?:\\\n|[^\n])*",                          # preprocessor lines
    re.DOTALL | re.MULTILINE)


def without_noise(text):
    """The text without what may hold a brace that is none, its line breaks kept."""
    return NOISE.sub(lambda match: "\n" * match.group(0).count("\n"), text)


SCOPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|union|enum)\b", re.DOTALL)
EXTERN_C = re.compile(r"^extern\s*$")   # the "C" is gone with the strings
NAME = re.compile(r"([~\w:]+|operator[^\s(]+)\s*\(")


def kind_of(header):
    """What a brace opens, by the text between it and the last statement: 'scope', 'function' or 'data'."""
    header = re.sub(r"\[\[[^\]]*\]\]\s*", "", header.strip())
    if EXTERN_C.match(header):
        return "scope"
    if SCOPE.match(header) and not re.search(r"\)\s*(?:const|noexcept|override|final|\s)*$", header):
        return "scope"
    # `rows[] = {` and `= [](int a) {` are data; a default argument's = is inside parentheses.
    outside, before = header, None
    while outside != before:
        outside, before = re.sub(r"\([^()]*\)", "@", outside), outside
    if re.search(r"(?<![=!<>])=(?!=)", re.sub(r"operator\s*[^\s\w(]+", "operator", outside)):
        return "data"
    return "function" if "(" in header else "data"


def functions_in(text):
    """(name, first line, number of lines) of each function, its head included; lambdas count as their function's."""
    clean = without_noise(text)
    found, stack = [], []
    line, header, header_line, parens = 1, "", None, 0
    for at, char in enumerate(clean):
        if char == "{":
            inside = bool(stack) and stack[-1][0] != "scope"
            # A brace inside parentheses is a default argument; the head goes on after it.
            kind = "data" if inside else "argument" if parens > 0 else kind_of(header)
            stack.append((kind, header, header_line or line, parens))
            header, header_line, parens = "", None, 0
        elif char == "}" and stack:
            kind, head, start, outer_parens = stack.pop()
            # So is one of a constructor's member list: `: a_{1}, b_{2} {`.
            goes_on = kind == "argument" or (kind == "function" and clean[at + 1:].lstrip()[:1] in (",", "{"))
            if kind == "function" and not goes_on:
                name = NAME.search(head)
                found.append((name.group(1) if name else "?", start, line - start + 1))
            header, header_line = (head + "{}", start) if goes_on else ("", None)
            parens = outer_parens
        elif char == ";" or (char == ":" and header.strip() in ("public", "private", "protected")):
            header, header_line = "", None
        else:
            if header_line is None and not char.isspace():
                header_line = line
            header += char
            parens += (char == "(") - (char == ")")
        if char == "\n":
            line += 1
    return found


def line_count(text):
    return text.count("\n") + (0 if text.endswith("\n") or not text else 1)


def check_sizes(path, text, allowed_files, allowed_functions):
    """Offences, and the entries of the allow lists that were needed."""
    found, used = [], set()
    lines = line_count(text)
    if lines > FILE_LINES_MAX:
        if path in allowed_files:
            used.add(path)
        else:
            found.append(f"{path}:1: {lines} lines, at most {FILE_LINES_MAX}")
    for name, start, length in functions_in(text):
        if length <= FUNCTION_LINES_MAX:
            continue
        entry = f"{path}:{name}"
        if entry in allowed_functions:
            used.add(entry)
        else:
            found.append(f"{path}:{start}: {name} has {length} lines, at most {FUNCTION_LINES_MAX}")
    return found, used


# ---- the tree ------------------------------------------------------------------------------------------------------

def sources(folders):
    for folder in folders:
        for where, names, files in os.walk(os.path.join(ROOT, folder)):
            names.sort()
            for name in sorted(files):
                if name.endswith((".hpp", ".cpp")):
                    full = os.path.join(where, name)
                    with open(full, encoding="utf-8") as file:
                        yield os.path.relpath(full, ROOT).replace(os.sep, "/"), file.read()


class House(unittest.TestCase):
    def test_floors_and_homes_are_kept(self):
        seen, found = 0, []
        for path, text in sources(["include", "src"]):
            seen += 1
            found += check_includes(path, text)
        self.assertGreater(seen, 20, "the sources were not found")
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_files_and_functions_are_small(self):
        found, used = [], set()
        for path, text in sources(["include", "src", "tests"]):
            offences, needed = check_sizes(path, text, ALLOWED_FILES, ALLOWED_FUNCTIONS)
            found += offences
            used |= needed
        for entry in sorted((set(ALLOWED_FILES) | set(ALLOWED_FUNCTIONS)) - used):
            found.append(f"{entry}: is small enough now, take it off the allow list")
        self.assertEqual([], found, "\n" + "\n".join(found))


# ---- the checks on planted offences --------------------------------------------------------------------------------

class PlantedIncludes(unittest.TestCase):
    def offences(self, path, line):
        return [offence.split(": ", 1)[1] for offence in check_includes(path, line)]

    def assert_clean(self, path, line):
        self.assertEqual([], self.offences(path, line))

    def test_lower_floors_and_the_own_room_are_fine(self):
        self.assert_clean("src/dispatch/worker.cpp", '#include "smsgw/ports/clock.hpp"\n#include "base/log.hpp"\n')
        self.assert_clean("src/dispatch/worker.cpp", '#include "dispatch/worker.hpp"\n#include <vector>\n')
        self.assert_clean("src/app/main.cpp", '#include "api/send.hpp"\n#include <CLI/CLI.hpp>\n')
        self.assert_clean("include/smsgw/ports/clock.hpp", '#include "smsgw/time.hpp"\n')

    def test_a_higher_floor_is_an_offence_with_its_line(self):
        self.assertEqual(["src/dispatch/worker.cpp:2: dispatch may not include api/submit.hpp"],
                         check_includes("src/dispatch/worker.cpp", '#include <vector>\n#include "api/submit.hpp"\n'))

    def test_a_room_on_the_same_floor_is_an_offence(self):
        self.assertEqual(["dispatch may not include redis/connection.hpp"],
                         self.offences("src/dispatch/worker.cpp", '#  include "redis/connection.hpp"'))
        self.assertEqual(["base may not include domain/sender.hpp"],
                         self.offences("src/base/log.cpp", '#include "domain/sender.hpp"'))

    def test_words_do_not_know_ports(self):
        self.assertEqual(["smsgw may not include smsgw/ports/clock.hpp"],
                         self.offences("include/smsgw/time.hpp", '#include "smsgw/ports/clock.hpp"'))
        self.assertEqual(["ports may not include base/log.hpp"],
                         self.offences("include/smsgw/ports/clock.hpp", '#include "base/log.hpp"'))

    def test_a_folder_without_a_floor_is_an_offence(self):
        self.assertEqual(["its folder is on no floor"], self.offences("src/attic/box.cpp", ""))
        self.assertEqual(["its folder is on no floor"], self.offences("src/main.cpp", ""))
        self.assertEqual(['#include "attic/box.hpp": attic is on no floor'],
                         self.offences("src/app/main.cpp", '#include "attic/box.hpp"'))

    def test_an_include_without_its_folder_is_an_offence(self):
        self.assertEqual(['write the folder in #include "worker.hpp"'],
                         self.offences("src/dispatch/worker.cpp", '#include "worker.hpp"'))
        self.assertEqual(['write the folder in #include "../api/send.hpp"'],
                         self.offences("src/dispatch/worker.cpp", '#include "../api/send.hpp"'))

    def test_every_foreign_library_has_its_home(self):
        rows = [("boost/beast/http.hpp", "http", "redis"), ("boost/asio/ssl/stream.hpp", "redis", "providers"),
                ("openssl/evp.h", "base", "intake"), ("hiredis/hiredis.h", "redis", "dispatch"),
                ("hiredis.h", "redis", "http"), ("phonenumbers/phonenumberutil.h", "domain", "base"),
                ("re2/re2.h", "base", "providers"),
                ("spdlog/spdlog.h", "base", "api"), ("prometheus/counter.h", "base", "redis"),
                ("CLI/CLI.hpp", "app", "base"), ("toml++/toml.h", "app", "providers")]
        for header, home, stranger in rows:
            self.assert_clean(f"src/{home}/x.cpp", f"#include <{header}>")
            self.assertEqual(1, len(self.offences(f"src/{stranger}/x.cpp", f"#include <{header}>")), header)

    def test_the_longest_start_decides(self):
        self.assert_clean("src/providers/x.cpp", "#include <boost/asio/post.hpp>")
        self.assert_clean("src/http/x.cpp", "#include <boost/asio/ssl.hpp>")
        self.assert_clean("src/base/asio.cpp", "#include <boost/asio/ssl/impl/src.hpp>")
        self.assertEqual(1, len(self.offences("src/base/other.cpp", "#include <boost/asio/ssl/impl/src.hpp>")))

    def test_the_vocabulary_stays_light(self):
        for header in ("nlohmann/json.hpp", "boost/beast/http.hpp", "hiredis/hiredis.h", "spdlog/spdlog.h"):
            for path in ("include/smsgw/a.hpp", "include/smsgw/ports/a.hpp"):
                self.assertEqual(1, len(self.offences(path, f"#include <{header}>")), header)
        self.assert_clean("src/api/x.cpp", "#include <nlohmann/json.hpp>")


class PlantedSizes(unittest.TestCase):
    def sizes(self, text):
        return [(name, length) for name, _, length in functions_in(text)]

    def test_a_long_file_is_an_offence_unless_it_is_allowed(self):
        text = "//\n" * 301
        self.assertEqual((["src/a/b.cpp:1: 301 lines, at most 300"], set()), check_sizes("src/a/b.cpp", text, {}, {}))
        self.assertEqual(([], {"src/a/b.cpp"}), check_sizes("src/a/b.cpp", text, {"src/a/b.cpp": "why"}, {}))
        self.assertEqual(([], set()), check_sizes("src/a/b.cpp", "//\n" * 300, {"src/a/b.cpp": "why"}, {}))

    def test_a_long_function_is_an_offence_unless_it_is_allowed(self):
        body = "    x();\n" * 69
        text = "namespace n {\nvoid Thing::grow(int a) {\n" + body + "}\n}\n"
        self.assertEqual((["src/a/b.cpp:2: Thing::grow has 71 lines, at most 70"], set()),
                         check_sizes("src/a/b.cpp", text, {}, {}))
        entry = "src/a/b.cpp:Thing::grow"
        self.assertEqual(([], {entry}), check_sizes("src/a/b.cpp", text, {}, {entry: "why"}))
        shorter = text.replace("    x();\n", "", 1)
        self.assertEqual(([], set()), check_sizes("src/a/b.cpp", shorter, {}, {}))

    def test_members_of_classes_are_found(self):
        text = "class A : public B<int> {\npublic:\n    int f() const {\n        return 1;\n    }\n    int x = 0;\n};\n"
        self.assertEqual([("f", 3)], self.sizes(text))

    def test_braces_that_are_no_bodies_are_not_counted_as_functions(self):
        self.assertEqual([], self.sizes("constexpr Row rows[] = {\n    {1, f(2)},\n    {2, g(3)},\n};\n"))
        self.assertEqual([], self.sizes("enum class E { a, b };\nstruct P {\n    int x{3};\n};\nint y{4};\n"))
        self.assertEqual([], self.sizes("const auto add = [](int a) {\n    return a;\n};\n"))

    def test_heads_of_every_shape_are_understood(self):
        self.assertEqual([("f", 3)], self.sizes("template <class T>\n    requires is<T>\nint f(T a = {}) { return a; }\n"))
        self.assertEqual([("A::A", 2)], self.sizes("A::A(int x) : x_(x) {\n}\n"))
        self.assertEqual([("A::A", 3)], self.sizes("A::A(int x)\n    : x_{x}, y_{} {\n}\n"))
        self.assertEqual([("f", 4)], self.sizes("auto f(int a,\n       int b = g(1)) -> Task<> {\n    co_return;\n}\n"))
        self.assertEqual([("TEST", 3)], self.sizes("TEST(Room, DoesIt) {\n    EXPECT_EQ(1, 1);\n}\n"))
        self.assertEqual([("main", 2)], self.sizes('extern "C" {\nint main() {\n}\n}\n'))
        self.assertEqual(1, len(self.sizes("bool operator==(const A& a, const A& b) {\n    return true;\n}\n")))

    def test_lambdas_count_as_a_part_of_their_function(self):
        self.assertEqual([("f", 5)], self.sizes("void f() {\n    run([] {\n        g();\n    });\n}\n"))

    def test_braces_in_strings_and_comments_are_not_braces(self):
        text = 'void f() {\n    a("}}{");   // }\n    b(\'{\');\n    c(R"lua(\n}\n)lua");\n    d(1\'000); /* { */\n}\nvoid g() {\n}\n'
        self.assertEqual([("f", 8), ("g", 2)], self.sizes(text))

    def test_macros_do_not_unbalance_the_count(self):
        self.assertEqual([("f", 1)], self.sizes("#define OPEN if (x) { \\\n    {\nvoid f() {}\n"))


if __name__ == "__main__":
    unittest.main()
