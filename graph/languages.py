"""The supported languages: their file suffixes, which of them share names, and how their edges were evaluated."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final, NamedTuple


class Grade(StrEnum):
    """How the accuracy of a language's edges was established."""

    MEASURED = "measured"  # against a compiler or type checker, on real repositories
    PREVIEW = "preview"  # no such oracle: only a sample checked by hand, or only the test cases


class Language(NamedTuple):
    suffixes: tuple[str, ...]
    family: str = ""  # languages that see each other's names share the name of one of them; '' if it stands alone
    grade: Grade = Grade.MEASURED


LANGUAGES: Final[dict[str, Language]] = {
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
    """The name shared by a language's family; its own name if it stands alone."""
    found = LANGUAGES.get(name)
    return (found and found.family) or name


def relatives(names: Iterable[str]) -> list[str]:
    """These languages and every other member of their families."""
    families = {family(name) for name in names}
    return sorted(families.union(name for name in LANGUAGES if family(name) in families) - {""})


def suffixes(names: Collection[str]) -> list[str]:
    return [suffix for suffix, name in SUFFIXES.items() if name in names]


def of_path(path: str) -> str:
    """The language, by suffix alone; '' if no language has it."""
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return SUFFIXES.get(dot + ending, "")


def grade(names: Iterable[str]) -> Grade:
    """The grade of an answer about nodes in these languages: that of the worst."""
    found = [LANGUAGES[name].grade for name in set(names) & LANGUAGES.keys()]
    return Grade.PREVIEW if Grade.PREVIEW in found else Grade.MEASURED
