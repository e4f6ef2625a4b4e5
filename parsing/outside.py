"""Tables about types outside every repository, written for a few of them and extended to their subtypes."""

from collections.abc import Mapping


def kinds(supers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Each type -> itself and all its supertypes, nearest first, from a table of direct supertypes."""
    return {name: _above(supers, name) for name in supers}


def _above(supers: Mapping[str, str], name: str) -> tuple[str, ...]:
    order, waiting = list[str](), [name]
    while waiting:
        each = waiting.pop(0)
        if each not in order:
            order.append(each)
            waiting.extend(supers.get(each, "").split())
    return tuple(order)


def spread(members: Mapping[str, Mapping[str, str]], kinds: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Full name of a member -> what it gives, with the members that subtypes inherit."""
    below = {**kinds, **{name: (name,) for name in members if name not in kinds}}
    return {
        f"{name}.{member}": rule
        for name, above in below.items()
        for each in reversed(above)
        for member, rule in members.get(each, {}).items()
    }
