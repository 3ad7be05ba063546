#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks every rule of tools/check_includes once, in a small tree of its own, and expects the tool to say so."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_includes"
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("check_includes", str(TOOL))
tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_includes", loader))
loader.exec_module(tool)

SPDX = "// SPDX-License-Identifier: MIT\n"
HEADER = SPDX + "#pragma once\n"

CLEAN = {
    "include/rtrip/url.hpp": HEADER + "#include <string>\n",
    "include/rtrip/body.hpp": HEADER + "#include <asio/awaitable.hpp>\n\n#include \"rtrip/url.hpp\"\n",
    "src/base/ascii.hpp": HEADER + "#include <string_view>\n",
    "src/model/url.cpp": SPDX + "#include <idn2.h>\n\n#include \"base/ascii.hpp\"\n#include \"rtrip/url.hpp\"\n",
    "src/codec/tls/engine.cpp": SPDX + "#include <openssl/ssl.h>\n",
    "src/net/dialer.cpp": SPDX + "#include <asio/ip/tcp.hpp>\n#include <sys/socket.h>\n",
    "src/net/system_clock.cpp": SPDX + "auto t() { return std::chrono::steady_clock::now(); }\n",
    "src/cli/main.cpp": SPDX + "int main() try { return 0; } catch (...) { std::fputs(\"x\", stderr); return 43; }\n",
    "tests/unit/base/CMakeLists.txt": "rtrip_test(unit_base SOURCES a.cpp LIBS rtrip_base LABELS unit)  # not rtrip_net\n",
    "tools/run": "#!/bin/sh\n# SPDX-License-Identifier: MIT\n",
    "tools/size_exceptions": "# none\n",
}


def long_function(name, lines):
    return f"int {name}(int x) {{\n" + "    ++x;\n" * (lines - 3) + "    return x;\n}\n"


# (rule, file, content that breaks it)
BREACHES = [
    ("spdx", "src/base/a.cpp", "int x;\n"),
    ("spdx", "tools/other", "#!/bin/sh\necho\n"),
    ("ascii", "src/base/a.cpp", SPDX + 'auto x = "\u00e9";\n'),
    ("width", "src/base/a.cpp", SPDX + "//" + "x" * 119 + "\n"),
    ("guard", "src/base/a.hpp", SPDX),
    ("size", "src/base/a.cpp", SPDX + "int x;\n" * 400),
    ("size", "tests/unit/base/a.cpp", SPDX + "int x;\n" * 400),
    ("size", "src/base/a.cpp", SPDX + long_function("long_one", 61)),
    ("size", "src/base/a.cpp", SPDX + "namespace a::b {\n" + long_function("C::long_one", 61) + "}\n"),
    ("size", "src/base/a.cpp", SPDX + "struct A {\n    A(int x) : x_{x} {\n" + "f();\n" * 60 + "}\nint x_;\n};\n"),
    ("size", "tools/size_exceptions", "src/base/gone.cpp because\n"),
    ("size", "tools/size_exceptions", "src/base/ascii.hpp\n"),
    ("layer", "src/base/a.cpp", SPDX + '#include "model/field.hpp"\n'),
    ("layer", "src/codec/http1/a.cpp", SPDX + '#include "codec/tls/engine.hpp"\n'),
    ("layer", "src/render/a.cpp", SPDX + '#include "net/tcp_stream.hpp"\n'),
    ("layer", "src/net/a.cpp", SPDX + '#include "client/pool.hpp"\n'),
    ("layer", "include/rtrip/a.hpp", HEADER + '#include "model/field.hpp"\n'),
    ("layer", "src/misc/a.cpp", SPDX),
    ("path", "src/net/a.cpp", SPDX + '#include "../base/ascii.hpp"\n'),
    ("path", "src/net/a.cpp", SPDX + '#include "somewhere/else.hpp"\n'),
    ("library", "src/client/a.cpp", SPDX + "#include <openssl/ssl.h>\n"),
    ("library", "src/client/a.cpp", SPDX + "#include <ares.h>\n"),
    ("library", "src/net/a.cpp", SPDX + "#include <asio.hpp>\n"),
    ("library", "src/net/a.cpp", SPDX + "#include <asio/experimental/as_tuple.hpp>\n"),
    ("library", "src/net/a.cpp", SPDX + "#include <asio/detail/config.hpp>\n"),
    ("library", "src/render/human.cpp", SPDX + "#include <nlohmann/json.hpp>\n"),
    ("library", "src/cli/plan.cpp", SPDX + "#include <CLI/CLI.hpp>\n"),
    ("library", "src/client/a.cpp", SPDX + "#include <iostream>\n"),
    ("library", "src/model/a.hpp", HEADER + "#include <fmt/format.h>\n"),
    ("library", "src/model/a.cpp", SPDX + "#include <sys/socket.h>\n"),
    ("library", "include/rtrip/a.hpp", HEADER + "#include <openssl/ssl.h>\n"),
    ("library", "include/rtrip/a.hpp", HEADER + "#include <sys/types.h>\n"),
    ("library", "include/rtrip/a.hpp", HEADER + "#include <asio/steady_timer.hpp>\n"),
    ("pure", "src/trace/a.cpp", SPDX + "#include <asio/awaitable.hpp>\n"),
    ("pure", "src/codec/http1/a.cpp", SPDX + '#include "rtrip/stream.hpp"\n'),
    ("cycle", "include/rtrip/url.hpp", HEADER + '#include "rtrip/body.hpp"\n'),
    ("clock", "src/client/a.cpp", SPDX + "auto t = std::chrono::steady_clock::now();\n"),
    ("clock", "src/policy/a.cpp", SPDX + "int f() { return clock_gettime(0, nullptr); }\n"),
    ("process", "src/model/a.cpp", SPDX + 'auto x = std::getenv("HOME");\n'),
    ("process", "src/net/a.cpp", SPDX + "void f() { std::exit(1); }\n"),
    ("process", "src/render/a.cpp", SPDX + "bool f() { return ::isatty(1); }\n"),
    ("output", "src/client/a.cpp", SPDX + 'void f() { printf("x"); }\n'),
    ("output", "src/client/a.cpp", SPDX + "void f() { std::cerr << 1; }\n"),
    ("signal", "src/net/a.cpp", SPDX + "void f() { std::signal(13, nullptr); }\n"),
    ("throw", "src/client/a.cpp", SPDX + "void f() { throw 1; }\n"),
    ("throw", "src/cli/main.cpp", SPDX + "void f() { throw 1; }\n"),
    ("catch", "src/client/a.cpp", SPDX + "void f() { try { g(); } catch (...) {} }\n"),
    ("spawn", "src/policy/a.cpp", SPDX + "void f() { co_spawn(e, g(), h); }\n"),
    ("todo", "src/base/a.cpp", SPDX + "// TODO later\n"),
    ("unit", "tests/unit/base/CMakeLists.txt", "rtrip_test(unit_base SOURCES a.cpp LIBS rtrip_net LABELS unit)\n"),
]

# Files that look like breaches and are none.
HARMLESS = {
    "words in comments and strings": (
        "src/base/a.cpp", SPDX + '// throw, printf( and steady_clock::now\nauto x = "catch (throw getenv(";\n'
                                 "auto y = R\"(printf(\"x\") { )\"; char z = '{'; int big = 1'000'000;\n"),
    "names that end in the word": (
        "src/client/a.cpp", SPDX + "void f() { snprintf(a, 1, b); context.exit(); ctx.now(); my_getenv(); stop.raise(); }\n"),
    "a function of 60 lines": ("src/base/a.cpp", SPDX + long_function("just_fits", 60)),
    "a long table": ("src/base/a.cpp", SPDX + "constexpr int table[] = {\n" + "    1,\n" * 100 + "};\n"),
    "a long namespace": ("src/base/a.cpp", SPDX + "namespace a {\n" + "int x;\n" * 100 + "}\n"),
    "a long class": ("src/base/a.cpp", SPDX + "class A final : public B {\n" + "int f(int) const;\n" * 100 + "};\n"),
    "an excused file": ("src/base/big.cpp", SPDX + "int x;\n" * 400),
    "an excused function": ("src/base/tall.cpp", SPDX + long_function("tall", 70)),
}


def breaches_of(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        # Targets of the layer rows must exist to be recognised as ours.
        return tool.Checker(folder).run()


TARGETS = {name: HEADER for name in ("src/model/field.hpp", "src/codec/tls/engine.hpp", "src/net/tcp_stream.hpp",
                                     "src/client/pool.hpp")}


class CheckIncludes(unittest.TestCase):
    def test_a_clean_tree_has_no_breach(self):
        self.assertEqual([], breaches_of({**CLEAN, **TARGETS}))

    def test_each_breach_is_found_with_its_rule_and_file(self):
        for rule, name, content in BREACHES:
            with self.subTest(rule=rule, content=content[len(SPDX):][:80]):
                found = breaches_of({**CLEAN, **TARGETS, name: content})
                self.assertTrue([b for b in found if f"[{rule}]" in b], found)
                # Nothing is said of the other files, which are as they should be.
                self.assertEqual([], [b for b in found if not b.startswith((name + ":", "include/rtrip/body.hpp:"))])

    def test_what_only_looks_like_a_breach_is_left_alone(self):
        for what, (name, content) in HARMLESS.items():
            with self.subTest(what):
                excuse = {"src/base/big.cpp": "src/base/big.cpp a table\n",
                          "src/base/tall.cpp": "src/base/tall.cpp:tall a table\n"}.get(name, "")
                self.assertEqual([], breaches_of({**CLEAN, name: content, "tools/size_exceptions": excuse}))

    def test_every_rule_that_the_tool_can_report_is_broken_here(self):
        source = TOOL.read_text()
        reported = set(__import__("re").findall(r'self\.report\([^"]*?"(\w+)"', source)) | {row[0] for row in tool.TOKENS}
        self.assertEqual(set(), reported - {row[0] for row in BREACHES} - {"rule"})

    def test_the_layers_are_in_the_order_of_the_graph(self):
        seen = []
        for layer, below in tool.LAYERS.items():
            self.assertEqual([], [name for name in below if name not in seen], layer)
            seen.append(layer)


if __name__ == "__main__":
    unittest.main()
