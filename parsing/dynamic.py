"""Calls of methods that the text does not lead to: of attributes whose names are composed at run time,
`getattr(self, "visit_" + kind)(node)`, and of methods that only a subclass has.
"""

import re

from graph.facts import Reference
from parsing import terms
from parsing.engine import Walk

MOST = 64  # hooks recorded per class
# A call on the receiver: its class, and the method whose parameter it is, unless all methods share its expression.
_OWN = r"<[.$](?P<owner>[^:>]*?)(?:\.(?P<method>\w+[?!=]?):(?:self|cls|\$this)|:)>\.(?P<called>\w+[?!=]?)\("
_OF_OWN = re.compile(_OWN)
_THROUGH = re.compile(rf"\(*{_OWN}")


def calls(walk: Walk, references: list[Reference]) -> dict[str, tuple[str, ...]]:
    """Class -> `method:prefix` for each of its methods that calls attributes of its receiver by a composed name."""
    if not walk.language.getter_name or walk.language.getter_name.encode() not in walk.source:
        return {}
    getter = re.compile(rf'{walk.language.getter_name}\(<[.$][^:>]*:\w*>,\(?<"(\w+_)\*?>')
    written = [each for each in references if each.kind == "call"]
    given = {_holder(walk, each): match[1] for each in written if (match := getter.match(each.expression))}
    found: dict[str, dict[str, None]] = {}
    for reference in written if given else ():
        prefix = _prefix(getter, reference.expression, given)
        owner, _, method = _holder(walk, reference).rpartition(".")
        if prefix and owner:
            found.setdefault(owner, {})[f"{method}:{prefix}"] = None
    return {owner: tuple(told) for owner, told in found.items()}


def hooks(walk: Walk, references: list[Reference]) -> dict[str, tuple[str, ...]]:
    """Class -> `method:name` for each name that its methods call on their receiver and that it does not define."""
    if not walk.language.hooks:
        return {}
    scopes = {scope.qualname: scope for scope in walk.classes}
    found: dict[str, dict[str, None]] = {}
    for reference in references:
        match = _OF_OWN.match(reference.expression) if reference.kind == "call" else None
        scope = scopes.get(match["owner"]) if match is not None else None
        if match is None or scope is None or match["called"] in scope.binds or match["called"] in scope.fields:
            continue
        told = found.setdefault(match["owner"], {})
        if len(told) < MOST:
            method = match["method"] or _holder(walk, reference).removeprefix(f"{match['owner']}.").partition(".")[0]
            told[f"{method}:{match['called']}"] = None
    return {owner: tuple(told) for owner, told in found.items()}


def _holder(walk: Walk, reference: Reference) -> str:
    return walk.definitions[reference.scope].qualname


def _prefix(getter: re.Pattern[str], expression: str, given: dict[str, str]) -> str:
    """The prefix of the callee: of the attribute itself, or of the one that a method of the same receiver returns."""
    callee = terms.term(expression).base
    direct = getter.search(callee)
    if direct:
        return direct[1]
    through = _THROUGH.match(callee) if callee.endswith(")") else None
    return given.get(f"{through['owner']}.{through['called']}", "") if through else ""
