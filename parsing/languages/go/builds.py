"""Which builds include a Go file: its build constraint, and the suffix of its name."""

import re

from tree_sitter import Node

from parsing.expressions import Expressions
from parsing.language import Interface

_CONSTRAINT = re.compile(r"//go:build\s+(.*)")
_OLD = re.compile(r"//\s*\+build\s+(.*)")
_TOKEN = re.compile(r"\s*(&&|\|\||[!()]|[\w.]+)")
LONGEST = 60  # words of a constraint; a longer one is not evaluated
_HERE = frozenset(["linux", "unix", "amd64", "gc", "cgo"])  # the tags of the default build
_SYSTEMS = frozenset(
    [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "illumos",
        "ios",
        "js",
        "linux",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
    ]
)
_PROCESSORS = frozenset(
    [
        "386",
        "amd64",
        "arm",
        "arm64",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mipsle",
        "ppc64",
        "ppc64le",
        "riscv64",
        "s390x",
        "wasm",
    ]
)


def marks(expressions: Expressions, root: Node) -> list[str]:
    """The build constraint above the package clause, if any, in `//go:build` syntax."""
    lines: list[str] = []
    for child in root.named_children:
        if child.type != "comment":
            break
        lines.append(expressions.text(child))
    today = next((match[1] for line in lines if (match := _CONSTRAINT.match(line))), "")
    old = [_translated(match[1]) for line in lines if (match := _OLD.match(line))]
    constraint = today.strip() or " && ".join(old)
    return [constraint] if constraint else []


def _translated(terms: str) -> str:
    """`linux,!cgo darwin`: a comma means "and", a space "or"."""
    return "(" + " || ".join("(" + term.replace(",", " && ") + ")" for term in terms.split()) + ")"


def variant(path: str, interface: Interface) -> str:
    """'' if the default build includes the file; otherwise the tags it requires."""
    words = path.rpartition("/")[2].removesuffix(".go").removesuffix("_test").split("_")[1:]
    asked = [word for word in words[-2:] if word in _SYSTEMS | _PROCESSORS]
    constraint = " ".join(interface[""].flags)
    if all(word in _HERE for word in asked) and _holds(constraint):
        return ""
    return " ".join([*asked, constraint])


def _holds(constraint: str) -> bool:
    """Whether the default build satisfies the constraint; one that cannot be parsed is taken to hold."""
    tokens = _TOKEN.findall(constraint)
    if not 0 < len(tokens) <= LONGEST or "".join(tokens) != "".join(constraint.split()):
        return True
    answer = _any(tokens)
    return answer or bool(tokens)


def _any(tokens: list[str]) -> bool:
    found = _every(tokens)
    while tokens[:1] == ["||"]:
        tokens.pop(0)
        found = _every(tokens) or found
    return found


def _every(tokens: list[str]) -> bool:
    found = _one(tokens)
    while tokens[:1] == ["&&"]:
        tokens.pop(0)
        found = _one(tokens) and found
    return found


def _one(tokens: list[str]) -> bool:
    word = tokens.pop(0) if tokens else ""
    if word == "!":
        return not _one(tokens)
    if word == "(":
        found = _any(tokens)
        del tokens[:1]
        return found
    return word in _HERE or word.startswith("go1.")
