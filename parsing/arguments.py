"""Arguments as expressions, where their number and their types tell overloads apart."""

from collections.abc import Sequence

from parsing import terms

ARGUMENTS = 120  # characters of arguments that are kept inside an expression
CHAIN = 100  # characters from which on a chain of calls is cut


def joined(given: Sequence[str]) -> str:
    """`x,?,y`: what is unknown or long keeps its place."""
    text = ",".join(given)
    if len(text) <= ARGUMENTS:
        return text
    return ",".join(each if len(each) * len(given) <= ARGUMENTS else unknown(each) for each in given)


def unknown(argument: str) -> str:
    """An argument of which the place, or the name, alone is kept."""
    name, mark, _ = argument.partition("=")
    return f"{name}=?" if mark and name.isidentifier() else "?"


def shortened(callee: str) -> str:
    """A long chain of calls without the arguments of the call before."""
    if len(callee) < CHAIN:
        return callee
    last = terms.term(callee)
    before = terms.term(last.base)
    if before.kind != "call" or last.kind != "member":
        return callee
    return terms.then(before.base, f"({','.join(map(unknown, before.parts))}).{last.text}")
