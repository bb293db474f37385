#!/usr/bin/env python3
# check_layers.py -- fails when a source file breaks a rule of the house: include directions, sizes, state, determinism.
"""usage: tools/check_layers.py [ROOT]

Prints "file:line: rule: what" for each violation and exits 1 when there is one."""
import pathlib
import re
import sys

# Who may include whom. A room may always include itself; tests may include everything.
ROOMS = {
    "sim/base": set(),
    "sim/model": {"sim/base"},
    "sim/cost": {"sim/base", "sim/model"},
    "sim/engine": {"sim/base", "sim/model", "sim/cost"},
    "sim/report": {"sim/base", "sim/model", "sim/cost", "sim/engine"},
    "policies": {"sim/base", "sim/model", "sim/cost", "sim/engine", "sim/report"},
    "workloads": {"sim/base", "sim/model"},
    "cuda": {"sim/base", "sim/model", "sim/cost"},
    "scenarios": {"sim/base", "sim/model", "sim/cost", "sim/engine", "sim/report", "policies", "workloads", "cuda"},
    "tools": {"sim/base", "sim/model", "sim/cost", "sim/engine", "sim/report", "policies", "workloads", "scenarios"},
}
TOP = ("sim", "policies", "workloads", "scenarios", "cuda", "tests", "tools")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
SOURCE = {".h", ".cpp", ".cu", ".cuh"}
SIZED = SOURCE | {".py", ".cmake", ".sh"}

# (rule, pattern over code without comments and string contents, rooms or folders where it is allowed, what to say)
FORBIDDEN = [
    ("json", re.compile(r"#include <(?:nlohmann/|simdjson)"), ("scenarios", "workloads", "tests"),
     "JSON libraries belong to scenarios/ and workloads/"),
    ("cuda", re.compile(r"#include <(?:cuda|cub/|thrust/|cooperative_groups|device_launch)"), ("cuda", "tests"), "CUDA headers belong to cuda/"),
    ("printing", re.compile(r"std::(?:cout|cerr|clog|puts|putchar|perror)\b|\b(?:std::)?v?f?printf\s*\(|\bfputs\s*\(|#include <iostream>"),
     ("tools", "tests"), "only tools/ prints; return text or raise an error"),
    ("exiting", re.compile(r"\b(?:std::)?(?:exit|_exit|quick_exit|abort|terminate)\s*\("), ("tools", "tests"), "only tools/ ends the program"),
    ("events", re.compile(r"\bEventQueue\b"), ("sim/engine", "tests", "tools/bench"), "events are pushed only in sim/engine"),
    ("ownership", re.compile(r"\bstd::(?:shared_ptr|make_shared)\b"), (), "unique_ptr owns, references borrow"),
    ("state", re.compile(r"\bthread_local\b"), (), "no state outside objects"),
    ("random", re.compile(r"#include <random>|\bstd::random_device\b|\b(?:std::)?s?rand\s*\("), ("tests",), "draw from sim/base/random.h"),
    ("clock", re.compile(r"\bstd::chrono::(?:system|steady|high_resolution)_clock\b|\bstd::time\s*\("), ("tools", "tests"),
     "no clock may reach a result"),
    ("locale", re.compile(r"\bstd::locale\b|\bsetlocale\s*\("), ("tools", "tests"), "numbers are read and written without a locale"),
    ("libm", re.compile(r"\bstd::(?:exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|cbrt|hypot|erf|erfc|tgamma|lgamma)\s*\("),
     ("sim/base", "tools", "tests"), "its bits differ between machines; use sim/base/portable_math.h"),
    ("relative", re.compile(r'#include "\.'), (), "include by path from the root"),
]
STATIC_VARIABLE = re.compile(r"^\s*(?:inline\s+)?static\s+(?!const\b|constexpr\b|consteval\b|constinit const\b|inline const)[^()]*?[\w\]>]\s*(?:=|;|\{)")
# Namespace members start in column 0 (.clang-format).
GLOBAL_VARIABLE = re.compile(
    r"^(?!(?:const|constexpr|constinit const|inline const|inline constexpr|static const|using|struct|class|enum|union|namespace|return|typedef|extern|"
    r"template|friend|public|private|protected|case|default|goto|concept|requires|static_assert|else|do|asm|export|import|module)\b)"
    r"(?:inline |static |constinit )*[A-Za-z_][\w:]*(?:<.*>)?[\s*&]+(?!const\b)[A-Za-z_]\w*(?:\[\w*\])?\s*(?:=[^=]|;|\{)")
UNORDERED = re.compile(r"\bstd::unordered_(?:multi)?(?:map|set)\s*<.*>\s*&?\s*(\w+)\s*(?:[;={(,)]|SUANLI)")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|(?<!\w)(?:u8|[uUL])?R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def bare_code(text):
    """The text with comments and the contents of literals gone, its line breaks and include paths kept."""
    def blank(match):
        token = match.group(0)
        if token.startswith("'") and match.start() > 0 and text[match.start() - 1].isalnum():
            return token  # a digit separator
        if token.startswith('"') and text[text.rfind("\n", 0, match.start()) + 1:match.start()].lstrip().startswith("#include"):
            return token
        return ('""' if not token.startswith("/") else "") + "\n" * token.count("\n")
    return TOKEN.sub(blank, text)


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "sim" and len(parts) > 2 else parts[0]


def sources(root):
    for top in TOP:
        for path in sorted((root / top).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
                yield path


def is_script(path, text):
    return path.suffix in (".py", ".sh") or (path.suffix == "" and text.startswith("#!"))


def check_first_line(path, lines):
    if path.suffix in SOURCE:
        if not lines or not lines[0].startswith(f"// {path.name} -- "):
            yield 1, "first-line", f"starts with `// {path.name} -- what it is, in one sentence.`"
    elif path.suffix == "" or path.suffix in (".py", ".sh"):
        if not any(line.startswith(f"# {path.name} -- ") for line in lines[:2]):
            yield 1, "first-line", f"starts with a shebang and `# {path.name} -- what it is.`"


def check_size(path, lines):
    if len(lines) > MAX_FILE_LINES and (path.suffix in SIZED or path.name == "CMakeLists.txt"):
        yield MAX_FILE_LINES + 1, "file-length", f"{len(lines)} lines, at most {MAX_FILE_LINES}: split by what the parts know"


def check_function_size(code):
    """Of functions that start in column 0 and end with a brace there."""
    start = None
    for number, line in enumerate(code, 1):
        if re.match(r"[A-Za-z_~].*\(", line) and not line.rstrip().endswith(";") and not line.startswith("namespace"):
            start = number
        elif line.startswith("}") and start is not None:
            if number - start + 1 > MAX_FUNCTION_LINES:
                yield start, "function-length", f"{number - start + 1} lines, at most {MAX_FUNCTION_LINES}"
            start = None


def check_includes(root, room, code):
    for number, line in enumerate(code, 1):
        match = re.match(r'\s*#include "([^"]+)"', line)
        if not match or match.group(1).startswith("."):
            continue
        target = match.group(1)
        if not (root / target).exists():
            yield number, "include", f"{target} does not exist under the root"
        elif room != "tests" and room_of(target) != room and room_of(target) not in ROOMS.get(room, set()):
            yield number, "include", f"{room}/ may not include {target}"


def check_forbidden(path, room, code):
    for number, line in enumerate(code, 1):
        for rule, pattern, allowed, what in FORBIDDEN:
            if room not in allowed and not path.startswith(allowed) and pattern.search(line):
                yield number, rule, what


def check_state(room, code):
    for number, line in enumerate(code, 1):
        if room != "tests" and (STATIC_VARIABLE.match(line) or GLOBAL_VARIABLE.match(line)):
            yield number, "state", "a mutable static or global; make it const or a member"


def check_unordered(room, code):
    if room == "tests":
        return
    names = {match.group(1) for line in code for match in UNORDERED.finditer(line)}
    for number, line in enumerate(code, 1):
        for name in names:
            if re.search(rf"for \(.*:\s*\*?{name}\)|\b{name}\.c?begin\(\)", line):
                yield number, "unordered", f"{name} is iterated in hash order; sort first or use an ordered container"


def check(root):
    """All violations under root, as (path, line, rule, what)."""
    root = pathlib.Path(root)
    found = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        room = room_of(name)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a packed trace or a picture
        lines = text.splitlines()
        problems = []
        if path.suffix in SOURCE or is_script(path, text):
            problems += check_first_line(path, lines)
        problems += check_size(path, lines)
        if path.suffix in SOURCE:
            code = bare_code(text).splitlines()
            problems += check_includes(root, room, code)
            problems += check_forbidden(name, room, code)
            problems += check_state(room, code)
            problems += check_unordered(room, code)
            problems += check_function_size(code)
        found += [(name, *problem) for problem in sorted(problems)]
    return found


def main():
    arguments = sys.argv[1:]
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 2 if len(arguments) > 1 else 0
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent
    found = check(root)
    for name, line, rule, what in found:
        print(f"{name}:{line}: {rule}: {what}")
    if not found:
        print(f"{sum(1 for _ in sources(root))} files keep the rules of the house")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
