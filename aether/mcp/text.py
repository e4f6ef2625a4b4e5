"""Answers as lines of text. An agent pays for every token, so nothing is repeated, and omissions are stated."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from api import views
from graph.languages import Grade
from graph.model import Node
from parsing.explaining.places import Step
from parsing.explaining.why_not import Missing
from store.model import Answer, Freshness, Reached
from tasks.across import Across
from tasks.explaining import Chain

MOST: Final = 60  # lines per list


def nodes(answer: Answer[Node], asked: str) -> str:
    return _answer([place(each) for each in answer.items], answer, f"nothing is found for {asked}", answer.items)


def reached(answer: Answer[Reached], what: str) -> str:
    start = f"{place(answer.start)}\n" if answer.start else ""
    touched = views.asked_and_reached(answer)
    return start + _answer([_step(each) for each in answer.items], answer, f"{what}: none", touched)


def across(found: Across, what: str) -> str:
    """The answer of the requested repository, then those of the others."""
    there = [
        f"\nin {each.repo}: " + (each.unanswered or (reached(each.answer, what) if each.answer else ""))
        for each in found.there
    ]
    return joined((reached(found.answer, what), *there, f"left out: {found.left_out}" if found.left_out else ""))


def place(node: Node) -> str:
    signature = node.attributes.get("signature")
    return f"{node.place} {node.kind} {node.qualified_name}" + (f"  {signature}" if signature else "")


def grade(touched: Iterable[Node]) -> str:
    return "grade: preview" if views.grade(touched) is Grade.PREVIEW else ""


def freshness(found: Freshness) -> str:
    behind = f", {found.lag_seconds:.0f} s behind {found.newest_commit}" if found.lag_seconds else ", newest push"
    flaws = [f"{flaw.path} ({flaw.reason})" for flaw in found.flaws]
    could = f"; files that could change this answer: {', '.join(flaws)}" if flaws else ""
    more = f" and {found.flaws_left_out} more" if found.flaws_left_out else ""
    whole = "" if found.complete else "; INCOMPLETE: a file was left out by accident"
    return f"[{found.branch} at {found.indexed_commit}{behind}{whole}{could}{more}]"


def chain(found: Chain) -> list[str]:
    """An edge and its steps, one line each."""
    how = "" if found.edge.resolution == "exact" else f" [{found.edge.resolution}]"
    return [f"{found.edge.kind} in {found.edge.path}{how}", *map(_link, found.steps)]


def missing(found: Missing) -> list[str]:
    head = f"{found.path}:{found.line} {found.expression}: {found.says} ({found.reason})"
    return [head, *map(_link, found.steps), *(f"  no: {question}" for question in found.asked)]


def _link(step: Step) -> str:
    return f"  {step.path}:{step.line} {step.says}" if step.line else f"  {step.path} {step.says}"


def lines(found: Sequence[str]) -> str:
    shown = list(found[:MOST])
    if len(found) > MOST:
        shown.append(f"left out: {len(found) - MOST} more lines")
    return "\n".join(shown)


def joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _answer(found: Sequence[str], answer: Answer[Any], nothing: str, touched: Iterable[Node]) -> str:
    left = f"left out: {answer.left_out}" if answer.left_out else ""
    following = f"next page: after={answer.next}" if answer.next else ""
    shown = lines(found) if found else nothing
    return joined((shown, left, following, grade(touched), freshness(answer.freshness)))


def _step(found: Reached) -> str:
    """The depth, the node, and the places of its edges."""
    sites = [f"{edge.path}:{line}" for edge in found.edges for line, _ in edge.sites[:3]]
    how = sorted({edge.resolution for edge in found.edges} - {"exact"})
    at = f" at {', '.join(dict.fromkeys(sites))}" if sites else ""
    return f"{found.depth} {place(found.node)}{at}" + (f" [{', '.join(how)}]" if how else "")
