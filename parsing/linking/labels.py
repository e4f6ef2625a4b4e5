"""Argument labels, in the order of the parameters. Functions that differ in their labels are different functions."""

from collections.abc import Sequence

from graph.facts import Param
from parsing import terms

_CALLABLE = "<%callable>"


def labelled(name: str, label: str) -> str:
    """The stored name of a parameter: with its label, unless that is the name itself."""
    return name if name == label else f"{name}{terms.LABEL}{label}"


def label(name: str) -> str:
    """The argument label of a parameter; '' if it has none."""
    before, mark, after = name.partition(terms.LABEL)
    return after if mark else before


def same(own: Sequence[Param], others: Sequence[Param]) -> bool:
    """Whether two functions of one name take the same labels."""
    return [label(each.name) for each in own] == [label(each.name) for each in others]


def matched(params: Sequence[Param], labels: Sequence[str]) -> Sequence[Param] | None:
    """The parameter for each argument label; None if the arguments do not match the parameters."""
    found: list[Param] = []
    place = 0
    for each in labels:
        if not each and found and found[-1].kind == "*":
            found.append(found[-1])
            continue
        while place < len(params) and not _takes(params[place:], each):
            if not _may_lack(params[place]):
                return None
            place += 1
        if place == len(params):
            return None
        found.append(params[place])
        place += 1
    return found if all(map(_may_lack, params[place:])) else None


def _takes(left: Sequence[Param], given: str) -> bool:
    """Whether the first remaining parameter takes an argument with this label. A trailing closure has no label."""
    if given != terms.LAST:
        return label(left[0].name) == given
    return len(left) == 1 or not left[0].default or _CALLABLE in left[0].annotation


def _may_lack(param: Param) -> bool:
    return bool(param.default) or param.kind == "*"
