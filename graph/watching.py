"""What can be watched: six kinds of query about a graph, each a fixed phrase followed by a name."""

import re
from collections.abc import Iterator
from enum import StrEnum
from fnmatch import translate
from typing import Final, NamedTuple

from graph.errors import BadInput

LONGEST: Final = 500  # characters of a query
_LEVEL: Final = re.compile(r"[./:\\]+")


class Form(StrEnum):
    """The phrase a query begins with; its subject follows."""

    CALLERS = "callers of"
    CALLEES = "callees of"
    DEFINITION = "definition of"
    INTERFACE = "interface of"
    USES = "uses of external"
    UNTESTED = "untested"


FORMS: Final = {
    Form.CALLERS: ("callers of NAME", "who calls or instantiates it"),
    Form.CALLEES: ("callees of NAME", "what it calls or instantiates"),
    Form.DEFINITION: ("definition of NAME", "it appears, changes or goes"),
    Form.INTERFACE: ("interface of PATH-OR-PREFIX", "public definitions in a file, directory, module or package"),
    Form.USES: ("uses of external PACKAGE", "who imports or uses what lies outside the repository"),
    Form.UNTESTED: ("untested PATTERN", "definitions of such names that no test leads to"),
}


class Query(NamedTuple):
    form: Form
    subject: str

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"


def parse(text: str) -> Query:
    """The query in this text; BadInput listing the six forms if it matches none."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise BadInput(f"A query has at most {LONGEST} characters, not {len(words)}.")
    for form in Form:
        if words.lower() == form:
            raise BadInput(f"'{form}' of what? Write: {FORMS[form][0]}.")
        if words.lower().startswith(f"{form} "):
            return Query(form, _subject(form, words[len(form) + 1 :]))
    raise BadInput(f"{words!r} is no query. Write one of: {'; '.join(shape for shape, _ in FORMS.values())}.")


def _subject(form: Form, given: str) -> str:
    if form is Form.INTERFACE:
        return given.strip("/") or "."  # the whole repository
    if form is not Form.UNTESTED and given.strip("*?. /") == "":
        raise BadInput(f"'{form}' needs a name: {FORMS[form][0]}. Patterns with * are for '{Form.UNTESTED}'.")
    return given


def beginnings(name: str) -> Iterator[str]:
    """A qualified name or path and everything that contains it: `a.b.c` -> itself, `a.b`, `a`."""
    yield name
    for match in reversed([*_LEVEL.finditer(name)]):
        if match.start():
            yield name[: match.start()]


def pattern(glob: str) -> "re.Pattern[str]":
    """Matches a whole qualified name, or a suffix of one that starts at a separator; `*` crosses dots."""
    return re.compile(rf"(?:.*\W)?{translate(glob)}", re.DOTALL)
