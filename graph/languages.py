"""The languages as everybody knows them: their files, whose files see each other's names, and how their edges were judged."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final, NamedTuple


class Grade(StrEnum):
    """How it is known that a language's edges are true."""

    MEASURED = "measured"  # against what a compiler or type checker says of real repositories
    PREVIEW = "preview"  # no such oracle was at hand: a sample was looked at by hand, or nothing but the cases


class Language(NamedTuple):
    suffixes: tuple[str, ...]
    family: str = ""  # the languages whose files see each other's names, by the name of one; '' for its own alone
    grade: Grade = Grade.MEASURED


LANGUAGES: Final[dict[str, Language]] = {  # a row a language, by its name
    "bash": Language((".sh", ".bash"), grade=Grade.PREVIEW),
    "c": Language((".c",), family="c"),
    "cpp": Language(
        (".h", ".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl"), family="c"
    ),
    "csharp": Language((".cs",)),
    "go": Language((".go",)),
    "java": Language((".java",), family="java"),
    "javascript": Language((".js", ".jsx", ".mjs", ".cjs"), family="javascript"),
    "jupyter": Language((".ipynb",), family="python", grade=Grade.PREVIEW),
    "kotlin": Language((".kt", ".kts"), family="java"),
    "lua": Language((".lua",), grade=Grade.PREVIEW),
    "php": Language((".php",), grade=Grade.PREVIEW),
    "python": Language((".py", ".pyi", ".pyw"), family="python"),
    "ruby": Language((".rb", ".rake", ".ru"), grade=Grade.PREVIEW),
    "rust": Language((".rs",)),
    "scala": Language((".scala", ".sc"), family="java"),
    "swift": Language((".swift",), grade=Grade.PREVIEW),
    "tsx": Language((".tsx",), family="javascript"),
    "typescript": Language((".ts", ".mts", ".cts"), family="javascript"),
    "vue": Language((".vue",), family="javascript", grade=Grade.PREVIEW),
    "zig": Language((".zig",), grade=Grade.PREVIEW),
}
SUFFIXES: Final = {suffix: name for name, language in LANGUAGES.items() for suffix in language.suffixes}


def family(name: str) -> str:
    """The name that the languages of a family have in common: its own where it is alone."""
    found = LANGUAGES.get(name)
    return (found and found.family) or name


def relatives(names: Iterable[str]) -> list[str]:
    """These languages and all of their families."""
    families = {family(name) for name in names}
    return sorted(families.union(name for name in LANGUAGES if family(name) in families) - {""})


def suffixes(names: Collection[str]) -> list[str]:
    return [suffix for suffix, name in SUFFIXES.items() if name in names]


def of_path(path: str) -> str:
    """By the suffix alone; '' where it is no language's."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return SUFFIXES.get(dot + ending, "")


def grade(names: Iterable[str]) -> Grade:
    """Of an answer about nodes of these languages: as good as its worst."""
    found = [LANGUAGES[name].grade for name in set(names) & LANGUAGES.keys()]
    return Grade.PREVIEW if Grade.PREVIEW in found else Grade.MEASURED
