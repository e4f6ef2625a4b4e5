"""Explains unresolved references: the first part of the expression that has no value, and the reason why."""

from typing import TYPE_CHECKING

from parsing import terms
from parsing.linking import members
from parsing.linking.values import Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

DYNAMIC = ("__getattr__", "__getattribute__")
TEXT = 120  # the expression is cut to so many characters
_ROOTS = {"name": "name", "container": "expression", "unknown": "expression", "either": "expression"}
_SIGILS = {"$": "parameter", "!": "import", "@": "value", "~": "base"}
_STEPS = {"call": "result", "index": "element"}


def explain(evaluator: "Evaluator", expression: str) -> tuple[str, str]:
    """The shortest unresolved prefix of the expression, and the reason."""
    if evaluator.exhausted:
        return expression[:TEXT], "budget"
    while True:
        term = terms.term(expression)
        if not term.base or evaluator.values(evaluator.path, term.base):
            return expression[:TEXT], _reason(evaluator, term)
        expression = term.base


def _reason(evaluator: "Evaluator", term: terms.Term) -> str:
    if term.kind == "sigil":
        return _SIGILS.get(term.text[:1], "expression")
    if term.kind != "member":
        return _STEPS.get(term.kind) or _ROOTS[term.kind]
    holders = evaluator.values(evaluator.path, term.base)
    if any(holder.kind == "module" for holder in holders):
        return "import"
    return (
        "dynamic"
        if any(evaluator.once(holder.path == evaluator.path, _is_dynamic, holder) for holder in holders)
        else "member"
    )


def _is_dynamic(evaluator: "Evaluator", holder: Value) -> bool:
    return any(members.find(evaluator, holder, name) for name in DYNAMIC)
