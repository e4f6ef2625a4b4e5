"""Tables of what lies outside of every repository, written for a few types and spread over those below them."""

from collections.abc import Mapping


def kinds(supers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """A type and all above it, nearest first, from those directly above each."""
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
    """What members give, by full name, also of the types below."""
    below = {**kinds, **{name: (name,) for name in members if name not in kinds}}
    return {
        f"{name}.{member}": rule
        for name, above in below.items()
        for each in reversed(above)
        for member, rule in members.get(each, {}).items()
    }
