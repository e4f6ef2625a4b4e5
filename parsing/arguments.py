"""Arguments inside expressions, for languages whose overloads are told apart by number and types of arguments."""

from collections.abc import Sequence

from parsing import terms

ARGUMENTS = 120  # characters of an argument list that an expression keeps
CHAIN = 100  # characters from which a chain of calls is shortened


def joined(given: Sequence[str]) -> str:
    """`x,?,y`: an argument that is unknown or too long keeps its position."""
    text = ",".join(given)
    if len(text) <= ARGUMENTS:
        return text
    return ",".join(each if len(each) * len(given) <= ARGUMENTS else unknown(each) for each in given)


def unknown(argument: str) -> str:
    """The argument reduced to its position, `?`, or its keyword, `name=?`."""
    name, mark, _ = argument.partition("=")
    return f"{name}=?" if mark and name.isidentifier() else "?"


def shortened(callee: str) -> str:
    """The callee; if it is long, without the arguments of the call before its last member: `a.f(x).g` -> `a.f(?).g`."""
    if len(callee) < CHAIN:
        return callee
    last = terms.term(callee)
    before = terms.term(last.base)
    if before.kind != "call" or last.kind != "member":
        return callee
    return terms.then(before.base, f"({','.join(map(unknown, before.parts))}).{last.text}")
