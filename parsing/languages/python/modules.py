"""Which file a Python import means, and what a file is called."""

from graph.paths import parents
from parsing.linking.reads import Reads
from parsing.linking.values import Value, external, module, namespace

MARKERS = ("__init__.py", "__init__.pyi")
_ENDINGS = (*(f"/{marker}" for marker in MARKERS), ".py", ".pyi")
SOURCES = ("src", "lib")  # directories of the repository's root that are import roots by custom


def module_name(path: str, reads: Reads) -> str:
    """`src/pkg/sub/mod.py` -> `pkg.sub.mod`, as far up as the directories are packages."""
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
    """By pytest's own customs."""
    file = path.rpartition("/")[2]
    return name.startswith("test") and (file.startswith("test_") or file.endswith("_test.py"))


def conftests(path: str) -> list[str]:
    """Where pytest looks for fixtures beside the file itself, the nearest first."""
    found = [f"{directory}/conftest.py" if directory else "conftest.py" for directory in parents(path)]
    return [each for each in found if each != path]


def resolve(importer: str, spec: str, reads: Reads) -> Value | None:
    """The module that `spec` means in this file; an external one where no candidate exists; None where it must be here."""
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
    """`a.b` beside a file of a package that is run as a script; one name alone is as likely a package from outside."""
    directory = importer.rpartition("/")[0]
    start = _probe([f"{directory}/{parts[0]}"], reads)[0] if directory and len(parts) > 1 else None
    return _descend(start, parts[1:], reads) if start is not None and start.kind == "module" else None


def submodule(parent: Value, name: str, reads: Reads) -> Value | None:
    """The module `name` inside a package or a namespace directory."""
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
    """What each stem is: a package, a module, a directory without code of its own, or nothing."""
    answers = reads.modules(stems, _ENDINGS)
    return [
        None if answer is None else namespace(answer) if answer == stem else module(answer)
        for stem, answer in zip(stems, answers, strict=True)
    ]


def _roots(importer: str, reads: Reads) -> list[str]:
    """Where an absolute import is looked for: the top of the importer's package, the directories above, src and lib."""
    above = parents(importer)
    top = 0
    while top < len(above) - 1 and is_package(above[top], reads):
        top += 1
    roots = above[top:]
    # Asked of the directory once: where there is none, each import would ask about a file in it that cannot be there.
    return [*roots, *(root for root in SOURCES if root not in roots and reads.exists(root))]
