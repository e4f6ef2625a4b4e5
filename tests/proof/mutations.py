"""Mutations of a tree of files, one set of generators for each class of keys whose answers they change.

`item`: what a name of a file is (`I:`). `path`: whether a file or directory is there (`P:`). `module`: what an import finds
(`M:`). `shared`: names that files of a directory share (`S:`, `D:`). `rule`: which files are left out. `mixed`: several files at once, as pushes are.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from parsing.skipping import RULE_FILES
from tests.parsing.pushes import a_push
from tests.parsing.test_incremental_go import GO
from tests.parsing.test_incremental_go import a_file as a_go_file
from tests.proof.sources import CLASSES, DIRECTORIES, NAMES, STEMS, Files, a_class, a_file, a_function, a_path, a_value

MARKER = "__init__.py"
_DEFINED = re.compile(rb"^(?:def|class) (\w+)", re.MULTILINE)


class Mutation(NamedTuple):
    put: Files
    gone: tuple[str, ...] = ()


Generator = Callable[[Files, random.Random], Mutation]
NONE = Mutation({})
_PATHS = (
    "a.py", "b.py", "c.py", "pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/b.py", "space/a.py",
    "lib/c.py", "src/later.py", "notes/plain.txt",
)  # fmt: skip
_SHARED = ("go.mod", "a.go", "pkg/a.go", "pkg/b.go", "pkg/sub/a.go", "lib/a.go")
_SHARING = (".go", "go.mod", "go.work")
_MODULES = ("a", "b", "c", "pkg", "pkg.a", "pkg.b", "pkg.sub", "pkg.sub.b", "space.a", "later", "missing")


def applied(files: Files, mutation: Mutation) -> Files:
    return {path: source for path, source in (files | mutation.put).items() if path not in mutation.gone}


def possible(files: Files, mutation: Mutation) -> Mutation:
    """Without what cannot be: a name that is a file and a directory at once."""
    after = applied(files, mutation)
    put = {path: source for path, source in mutation.put.items() if not _taken(path, after.keys() - {path})}
    return Mutation(put, tuple(path for path in mutation.gone if path in files and path not in put))


def _taken(path: str, others: set[str]) -> bool:
    return any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in others)


def _some(files: Files, chance: random.Random, ending: str = ".py") -> str:
    """A path, '' where there is none with this ending."""
    found = sorted(path for path in files if path.endswith(ending))
    return chance.choice(found) if found else ""


def _changed(files: Files, path: str, change: Callable[[bytes], bytes]) -> Mutation:
    return Mutation({path: change(files[path])}) if path else NONE


def adds_a_definition(files: Files, chance: random.Random) -> Mutation:
    """A name that a star import, a base class or a submodule would have been asked for in vain."""
    more = chance.choice([a_function, a_class, a_value])(chance).encode()
    return _changed(files, _some(files, chance), lambda source: source + b"\n" + more)


def adds_a_method(files: Files, chance: random.Random) -> Mutation:
    method = f"    def {chance.choice(NAMES)}(self): return {chance.choice(CLASSES)}()\n".encode()
    return _changed(
        files, _some(files, chance), lambda source: re.sub(rb"(class \w+.*:\n)", rb"\1" + method, source, count=1)
    )


def removes_a_definition(files: Files, chance: random.Random) -> Mutation:
    def without(source: bytes) -> bytes:
        names = _DEFINED.findall(source)
        return source.replace(chance.choice(names), b"unheard_of") if names else source

    return _changed(files, _some(files, chance), without)


def renames_a_definition(files: Files, chance: random.Random) -> Mutation:
    """To a name that others ask for."""

    def renamed(source: bytes) -> bytes:
        names = _DEFINED.findall(source)
        return source.replace(chance.choice(names), chance.choice([*NAMES, *CLASSES]).encode()) if names else source

    return _changed(files, _some(files, chance), renamed)


def changes_what_is_returned(files: Files, chance: random.Random) -> Mutation:
    other = f"return {chance.choice(CLASSES)}()".encode()
    return _changed(files, _some(files, chance), lambda source: re.sub(rb"return .*", other, source, count=1))


def changes_a_base(files: Files, chance: random.Random) -> Mutation:
    other = f"({chance.choice([*CLASSES, 'a.Base', 'pkg.Thing'])})".encode()
    return _changed(
        files, _some(files, chance), lambda source: re.sub(rb"(class \w+)\(.*\)", rb"\1" + other, source, count=1)
    )


def lists_what_is_exported(files: Files, chance: random.Random) -> Mutation:
    def listed(source: bytes) -> bytes:
        without = re.sub(rb"__all__ = .*\n", b"", source)
        return without if without != source else source + f'\n__all__ = ["{chance.choice(NAMES)}"]\n'.encode()

    return _changed(files, _some(files, chance), listed)


def imports_a_star(files: Files, chance: random.Random) -> Mutation:
    star = f"from {chance.choice(['a', 'b', 'pkg', 'pkg.a', '.', '.a', 'sub'])} import *\n".encode()
    return _changed(files, _some(files, chance), lambda source: star + source)


def cuts_lines(files: Files, chance: random.Random) -> Mutation:
    def cut(source: bytes) -> bytes:
        return b"".join(line for line in source.splitlines(keepends=True) if chance.random() < 0.8)

    return _changed(files, _some(files, chance), cut)


def marks_a_package(files: Files, chance: random.Random) -> Mutation:
    """Or unmarks it."""
    directory = chance.choice([each for each in DIRECTORIES if each])
    marker = f"{directory}/{chance.choice([MARKER, MARKER, MARKER + 'i'])}"
    return Mutation({}, (marker,)) if marker in files else Mutation({marker: chance.choice([b"", a_file(chance)])})


def fills_a_directory(files: Files, chance: random.Random) -> Mutation:
    """With its first file, or empties it."""
    directory = chance.choice([each for each in DIRECTORIES if each])
    held = tuple(path for path in files if path.startswith(f"{directory}/"))
    return Mutation({}, held) if held else Mutation({f"{directory}/{chance.choice(STEMS)}.txt": b"text\n"})


def makes_a_file_of_a_directory(files: Files, chance: random.Random) -> Mutation:
    """Or a directory of a file: `a` and `a/x`, one after the other."""
    name = chance.choice([each for each in DIRECTORIES if each])
    held = tuple(path for path in files if path.startswith(f"{name}/"))
    return Mutation({name: b"text\n"}, held) if held else Mutation({f"{name}/x.py": a_file(chance)}, (name,))


def adds_a_file_without_an_ending(files: Files, chance: random.Random) -> Mutation:
    """Where an import looks for a directory; or takes it away."""
    path = chance.choice(["missing", "later", "pkg/missing", "space"])
    return Mutation({}, (path,)) if path in files else Mutation({path: b"text\n"})


def shadows_a_module(files: Files, chance: random.Random) -> Mutation:
    """`x/__init__.py` beside `x.py`, or `x.pyi`; or takes the shadow away."""
    stem = _some(files, chance).removesuffix(f"/{MARKER}").removesuffix(".py")
    other = f"{stem}{chance.choice([f'/{MARKER}', '.pyi', '.py'])}"
    return Mutation({}, (other,)) if other in files and len(files) > 5 else Mutation({other: a_file(chance)})


def adds_what_was_imported_in_vain(files: Files, chance: random.Random) -> Mutation:
    root = chance.choice(["", "src/", "lib/", "pkg/", "pkg/sub/", "space/", "src/pkg/"])
    path = f"{root}{chance.choice(STEMS)}.py"
    return Mutation({}, (path,)) if path in files and len(files) > 5 else Mutation({path: a_file(chance)})


def moves_a_file(files: Files, chance: random.Random) -> Mutation:
    path = _some(files, chance, "")
    return Mutation({a_path(chance): files[path]}, (path,)) if path else NONE


def deletes_a_file(files: Files, chance: random.Random) -> Mutation:
    return Mutation({}, (_some(files, chance, ""),)) if len(files) > 5 else NONE


def writes_a_rule_file(files: Files, chance: random.Random) -> Mutation:
    """Near or far, with patterns for one file, one folder or all of them, for and against."""
    directory = chance.choice(["", "", "pkg/", "pkg/sub/", "space/"])
    name = chance.choice(RULE_FILES)
    known = _some(files, chance).rpartition("/")[2] or "a.py"
    lines = [_a_rule(name, chance.choice([known, "*.py", "pkg/**", "/b.py", "sub/", "pkg/a.py"]), chance) for _ in "ab"]
    return Mutation({f"{directory}{name}": "".join(lines).encode()})


def _a_rule(name: str, pattern: str, chance: random.Random) -> str:
    if name == ".aetherignore":
        return f"{chance.choice(['', '', '!'])}{pattern}\n"
    return f"{pattern} {chance.choice(['', '-'])}linguist-{chance.choice(['generated', 'vendored'])}\n"


def takes_a_rule_file_away(files: Files, chance: random.Random) -> Mutation:
    known = sorted(path for path in files if path.endswith(RULE_FILES))
    return Mutation({}, (chance.choice(known),)) if known else NONE


def changes_what_a_blob_says(files: Files, chance: random.Random) -> Mutation:
    """That it is generated, or binary; or takes that back."""
    mark = chance.choice([b"# @generated\n", b"\0"])

    def marked(source: bytes) -> bytes:
        return source.removeprefix(mark) if source.startswith(mark) else mark + source

    return _changed(files, _some(files, chance), marked)


def pushes_files_that_share_names(files: Files, chance: random.Random) -> Mutation:
    """Of a language in which the files of a directory are one namespace, and of its manifests."""
    own = {path: source for path, source in files.items() if path.endswith(_SHARING)}
    put, gone = a_push(GO, own, chance)
    return Mutation(put, tuple(gone))


def shares_a_name_twice(files: Files, chance: random.Random) -> Mutation:
    """The same names from one more file of the directory, before or behind the first; or takes that file away."""
    path = _some(files, chance, ".go")
    other = f"{path.rpartition('/')[0]}/{chance.choice(['0.go', 'z.go'])}".removeprefix("/")
    return NONE if not path else Mutation({}, (other,)) if other in files else Mutation({other: files[path]})


def adds_a_file(files: Files, chance: random.Random) -> Mutation:
    del files
    return Mutation({a_path(chance): a_file(chance)})


def changes_many(files: Files, chance: random.Random) -> Mutation:
    """Two or three of the others in one push."""
    put: Files = {}
    gone: tuple[str, ...] = ()
    for kind in chance.sample(("item", "item", "path", "module", "rule"), chance.randint(2, 3)):
        mutation = chance.choice(GENERATORS[kind])(files, chance)
        put, gone = put | mutation.put, (*gone, *mutation.gone)
    return Mutation(put, tuple(dict.fromkeys(gone)))


GENERATORS: Mapping[str, tuple[Generator, ...]] = {
    "item": (
        adds_a_definition,
        adds_a_method,
        removes_a_definition,
        renames_a_definition,
        changes_what_is_returned,
        changes_a_base,
        lists_what_is_exported,
        imports_a_star,
        cuts_lines,
    ),
    "path": (marks_a_package, fills_a_directory, makes_a_file_of_a_directory, adds_a_file_without_an_ending),
    "module": (shadows_a_module, adds_what_was_imported_in_vain, moves_a_file, deletes_a_file, adds_a_file),
    "rule": (writes_a_rule_file, takes_a_rule_file_away, changes_what_a_blob_says),
    "shared": (pushes_files_that_share_names, shares_a_name_twice),
    "mixed": (changes_many,),
}


def some_files(chance: random.Random) -> Files:
    """Modules that import from each other, and from some that are not there, and use what they import."""
    modules = {path: _a_module(chance) for path in _PATHS if chance.random() < 0.8}
    return modules | {path: a_go_file(chance) for path in _SHARED if chance.random() < 0.8}


def _a_module(chance: random.Random) -> bytes:
    imports = [_an_import(chance) for _ in range(3)]
    classes = [a_class(chance) for _ in range(chance.randint(0, 2))]
    return "\n".join([*imports, *classes, *(a_function(chance) for _ in range(3))]).encode()


def _an_import(chance: random.Random) -> str:
    module = chance.choice(_MODULES)
    names = chance.sample([*NAMES, *CLASSES], 2)
    return chance.choice(
        [f"from {module} import *\n", f"from {module} import {', '.join(names)}\n", f"import {module}\n"]
    )
