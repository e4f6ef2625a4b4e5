"""Which file a Python import resolves to, and a file's module name."""

from graph.paths import parents
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module, namespace

MARKERS = ("__init__.py", "__init__.pyi")
_ENDINGS = (*(f"/{marker}" for marker in MARKERS), ".py", ".pyi")
SOURCES = ("src", "lib")  # top-level directories that are import roots by convention


def module_name(path: str, reads: Reads) -> str:
    """`src/pkg/sub/mod.py` -> `pkg.sub.mod`: walks up for as long as the directories are packages."""
    directory, _, name = path.rpartition("/")
    parts = [] if name in MARKERS else [name.rpartition(".")[0]]
    while directory and is_package(directory, reads):
        directory, _, name = directory.rpartition("/")
        parts.append(name)
    return ".".join(reversed(parts)) or "__init__"


def is_package(directory: str, reads: Reads) -> bool:
    return any(reads.exists(f"{directory}/{marker}") for marker in MARKERS)


def is_marker(path: str) -> bool:
    return path.rpartition("/")[2] in MARKERS


def is_test(path: str, name: str) -> bool:
    """By pytest's default naming conventions."""
    file = path.rpartition("/")[2]
    return name.startswith("test") and (file.startswith("test_") or file.endswith("_test.py"))


def conftests(path: str) -> list[str]:
    """The other files in which pytest looks for fixtures, nearest first."""
    found = [f"{directory}/conftest.py" if directory else "conftest.py" for directory in parents(path)]
    return [each for each in found if each != path]


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The module that `spec` names in this file; an external one if no candidate exists; None if it is missing here."""
    name = spec.lstrip(".")
    if name != spec:
        return _relative(importer, len(spec) - len(name), name, reads)
    parts = name.split(".")
    stems = [f"{root}/{parts[0]}" if root else parts[0] for root in _roots(importer, reads)]
    found = [value for value in _probe(stems, reads) if value is not None]
    for value in sorted(found, key=lambda each: each.kind == "namespace"):
        reached = _descend(value, parts[1:], reads)
        if reached is not None or value.kind == "module":
            return reached
    return _beside(importer, parts, reads) or external(spec)


def _beside(importer: str, parts: list[str], reads: Reads) -> Value | None:
    """`a.b` next to a file of a package that is run as a script; a single name could as well be an external package."""
    directory = importer.rpartition("/")[0]
    start = _probe([f"{directory}/{parts[0]}"], reads)[0] if directory and len(parts) > 1 else None
    return _descend(start, parts[1:], reads) if start is not None and start.kind == "module" else None


def submodule(parent: Value, name: str, reads: Reads) -> Value | None:
    """The module `name` inside a package or a namespace package."""
    directory = parent.path
    if parent.kind == "module":
        directory, _, file = parent.path.rpartition("/")
        if file not in MARKERS:
            return None
    return _probe([f"{directory}/{name}" if directory else name], reads)[0]


def _relative(importer: str, level: int, name: str, reads: Reads) -> Value | None:
    above = parents(importer)
    if level > len(above):
        return None
    directory = above[level - 1]
    found = next((path for path in (f"{directory}/{marker}" for marker in MARKERS) if reads.item(path, "")), None)
    start = module(found) if found else namespace(directory)
    return _descend(start, name.split(".") if name else [], reads)


def _descend(start: Value, parts: list[str], reads: Reads) -> Value | None:
    current: Value | None = start
    for part in parts:
        if current is None:
            return None
        current = submodule(current, part, reads)
    return current


def _probe(stems: list[str], reads: Reads) -> list[Value | None]:
    """What each stem is: a package, a module, a directory without code of its own, or nothing at all."""
    answers = reads.modules(stems, _ENDINGS)
    return [
        None if answer is None else namespace(answer) if answer == stem else module(answer)
        for stem, answer in zip(stems, answers, strict=True)
    ]


def _roots(importer: str, reads: Reads) -> list[str]:
    """Where absolute imports are looked up: the directory that holds the importer's top package, its parents, src, lib."""
    above = parents(importer)
    top = 0
    while top < len(above) - 1 and is_package(above[top], reads):
        top += 1
    roots = above[top:]
    # Ask once whether the directory exists: otherwise every import would ask for a file that cannot be there.
    return [*roots, *(root for root in SOURCES if root not in roots and reads.exists(root))]
