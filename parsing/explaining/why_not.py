"""Why a name on a line leads nowhere: the reason that the link recorded, and the questions answered with no."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from graph.facts import Reference
from parsing import languages, terms
from parsing.explaining.chain import Chain
from parsing.explaining.places import Step
from parsing.explaining.recording import Recorder
from parsing.explaining.tracing import Tracing
from parsing.explaining.wording import last, readable, short, spelled
from parsing.language import Language
from parsing.linking import misses
from parsing.linking.snapshot import Put, Snapshot

LINKED, OUTSIDE, WITHOUT = "linked", "outside", "without_node"  # besides the reasons in graph/delta.py
MOST: Final = 8  # questions that are shown: the last ones
_SAYS: Final = {
    "name": "no such name is known in the file, and none that it sees",
    "import": "no such module is in the repository, or it has no such name",
    "parameter": "nothing says what the parameter is",
    "value": "the name is bound to something of which nothing is known",
    "base": "no base class has it",
    "member": "what is before the dot has no such attribute",
    "dynamic": "there is no such attribute, but the class answers for any",
    "result": "what the call gives is not known",
    "element": "what the container holds is not known",
    "expression": "the syntax says nothing of what this is",
    "budget": "the evaluation was given up: too many steps",
    LINKED: "it leads to a definition: there is an edge",
    OUTSIDE: "it leads outside the repository",
    WITHOUT: "it leads to a value without a definition of its own: a literal, a container, a lambda",
}
_LOOKED_FOR: Final = frozenset({"name", "import", "base", "member", "dynamic"})


class Missing(NamedTuple):
    """One reference of the line."""

    path: str
    line: int
    column: int
    kind: str
    expression: str  # up to and including the unknown part
    reason: str
    says: str
    asked: Sequence[str]  # the last questions answered with no
    steps: Sequence[Step]  # what is known up to the unknown part


def why_not(
    put: Put, snapshot: Snapshot, name: str, line: int, load: Callable[[str], bytes]
) -> list[Missing]:  # fmt: skip
    """One for every reference and import on the line that mentions the name."""
    if not put.facts or not languages.is_code(put.language):
        return []
    tracing = Tracing(put, snapshot, load)
    mentions = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    here = [
        each
        for each in tracing.facts.references
        if tracing.line(each) == line and mentions.search(readable(each.expression, tracing.language))
    ]
    return [
        *_imports(tracing, line, mentions),
        *(_reference(tracing, each) for each in _nearest(here, name, tracing.language)),
    ]


def _nearest(found: Sequence[Reference], name: str, language: Language) -> Sequence[Reference]:
    """Those whose last name it is, if there are any: `x.f(g())` also mentions g."""
    own = [each for each in found if last(each.expression, language) == name]
    return own or found


def _imports(tracing: Tracing, line: int, mentions: "re.Pattern[str]") -> Iterator[Missing]:
    for each in tracing.facts.imports:
        if tracing.line(each) == line and (mentions.search(each.spec) or mentions.search(each.name)):
            recorder = tracing.watched().recorder
            found = recorder.module(tracing.path, each.spec)
            reason = "import" if found is None else OUTSIDE if found.kind == "external" else LINKED
            steps = list(Chain(recorder, tracing.places).imported(tracing.path, each.spec, each.name, found))
            yield Missing(
                tracing.path, line, each.column, "import", each.spec, reason, _SAYS[reason],
                _asked(recorder, each.spec, reason), steps,
            )  # fmt: skip


def _reference(tracing: Tracing, each: Reference) -> Missing:
    watched = tracing.watched()
    before = watched.watch.drawn
    watched.reference(each)
    recorder = tracing.watched().recorder
    if watched.watch.drawn > before:
        return _told(tracing, each, each.expression, LINKED, recorder)
    miss = tracing.missed(each)
    if miss is not None:
        return _told(tracing, each, miss.expression, miss.reason, recorder)
    expression = _callee(each)
    recorder.start()
    found = recorder.values(tracing.path, expression)
    if not found:
        expression, reason = misses.explain(recorder, expression)
        return _told(tracing, each, expression, reason, recorder)
    reason = OUTSIDE if all(value.kind in {"external", "type", "bound"} for value in found) else WITHOUT
    return _told(tracing, each, expression, reason, recorder)


def _callee(each: Reference) -> str:
    """The expression by which a reference is resolved: of a call, the callee."""
    term = terms.term(each.expression)
    return term.base if term.kind == "call" and each.kind in {"call", "implicit", "decorator"} else each.expression


def _told(tracing: Tracing, each: Reference, expression: str, reason: str, recorder: Recorder) -> Missing:
    """The unknown part is evaluated on its own, so that the last questions are those at which it failed."""
    recorder = tracing.recorder()
    recorder.start()
    recorder.values(tracing.path, expression)
    root, base = recorder.roots[0], terms.term(expression).base
    known = next((inside for inside in root.inside if inside.text == base and inside.found), root)
    steps = Chain(recorder, tracing.places).known(known)
    said = (short(expression, tracing.language), reason, _SAYS[reason], _asked(recorder, expression, reason), steps)
    return Missing(tracing.path, tracing.line(each), each.column, each.kind, *said)


def _asked(recorder: Recorder, expression: str, reason: str) -> Sequence[str]:
    """The questions about the name itself, or if there are none, all of them where a name was looked up."""
    name = last(expression, recorder.language)
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])") if name else None
    every = [spelled(question, recorder.language) for question in recorder.asked.refused]
    about = [question for question in every if word is not None and word.search(question)]
    return (about or (every if reason in _LOOKED_FOR else []))[-MOST:]
