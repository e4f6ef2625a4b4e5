"""Lexical scopes of one file, and closing: rewriting expressions so that no local name is left in them."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any

from graph.facts import Param
from parsing import terms
from parsing.arguments import shortened, unknown
from parsing.language import Language

# The roots of an expression: names that are not in a sigil and are no kind of container, member or keyword.
_ROOT = re.compile(r"(?<![\w$#.@%'\"/!-])((?:[^\W\d]|\$)[\w$]*)(?![\w$=:])")
_DOTTED = re.compile(r"[\w$]+(\.[\w.$]+)")
_LOCAL = frozenset({"function", "lambda"})
_SHORTENED = frozenset({"tuple", "list"})
_MARKS = frozenset({terms.CALLED, terms.TYPE})
MOST = 6  # alternatives of one name


_AT = attrgetter("at")
RECEIVERS = 2  # nested lambdas that may have a `this` of their own
DEEPEST = 64  # recursion guard: names bound to names not yet closed; what lies beyond is unknown
NEAREST = 32  # bindings before a place that are considered


@dataclass(slots=True, eq=False)
class Bind:
    """One binding of a name. It holds from byte `at`; up to `until`, the end of its block, it hides earlier ones."""

    expression: str
    at: int
    until: int
    scope: "Scope"  # where the names in `expression` are looked up
    closed: bool = False  # `expression` holds no local name: it reads the same anywhere
    only: bool = False  # holds up to `until` and not beyond: comprehension variables, narrowed types
    declared: bool = False  # an annotation
    grows: bool = False  # adds to an existing value
    reads: str | None = None  # memoised: `expression` closed; '' while that is in progress

    def but(self, **other: Any) -> "Bind":
        return replace(self, **other)


@dataclass(slots=True, eq=False)
class Scope:
    kind: str  # module, class, function, lambda
    qualname: str
    definition: int  # index of the nearest definition that is a node
    parent: "Scope | None"
    start: int
    end: int
    sealed: bool = False  # of a class: its members are not in scope inside it
    owner: str = ""  # the type that a definition written outside it belongs to
    receiver: str = ""  # the name of a method's receiver, if that is its first parameter
    receives: bool = False  # it may have a `this` other than that of the enclosing class
    literal: bool = False  # no class definition: an object literal, or another object with members
    binds: dict[str, list[Bind]] = field(default_factory=dict)  # in order of `at`
    declared: dict[str, list[Bind]] = field(default_factory=dict)  # those of them that are annotations
    fields: dict[str, list[Bind]] = field(default_factory=dict)  # of a class: what methods assign to `self.name`
    narrowed: dict[str, list[Bind]] = field(default_factory=dict)  # what conditions say of `x.y`
    outer: dict[str, "Scope"] = field(default_factory=dict)  # names declared global or nonlocal
    settled: dict[str, str] = field(default_factory=dict)  # memoised: what closes the same everywhere in it
    params: tuple[Param, ...] = ()
    returns: list[Bind] = field(default_factory=list)
    yields: list[Bind] = field(default_factory=list)
    invokes: set[str] = field(default_factory=set)

    def local(self, name: str) -> str:
        return f"{self.qualname}.{name}" if self.qualname else name

    def add(self, name: str, bind: Bind) -> None:
        known = self.binds.setdefault(name, [])
        if not known or known[-1].at <= bind.at:
            known.append(bind)
        else:
            insort(known, bind, key=_AT)
        if bind.declared:
            self.declared.setdefault(name, []).append(bind)

    def forget(self) -> None:
        """Breaks the reference cycle of scope and bindings: both are freed at once, without the garbage collector."""
        for held in (self.binds, self.declared, self.fields, self.narrowed, self.outer, self.returns, self.yields):
            held.clear()

    def home(self, name: str) -> "Scope":
        """The scope in which an assignment to this name binds it."""
        return self.outer.get(name, self)


class Closing:
    """Rewrites expressions so that they read the same anywhere: local names become what they are bound to."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._depth = 0

    def close(self, expression: str, scope: Scope, at: int) -> str:
        """'' if the expression starts with something unknown; inside it, the unknown is written '?'."""
        if not expression:
            return ""
        if scope.narrowed:
            expression = _narrowed(expression, scope, at)
        settled = scope.settled
        known = settled.get(expression)
        if known is not None:
            return known
        if expression.isidentifier():
            return self._name(expression, scope, at)
        pieces, names = _taken_apart(expression)
        if not pieces:
            return self._dotted(expression, names[0], scope, at)
        closed = self._joined(expression, pieces, names, scope, at)
        if all(map(settled.__contains__, names)):
            settled[expression] = closed
        return closed

    def _joined(self, expression: str, pieces: tuple[str, ...], names: tuple[str, ...], scope: Scope, at: int) -> str:
        settled, parts = scope.settled, list(pieces)
        closed = [settled.get(name) or self._name(name, scope, at) for name in names]
        parts[1::2] = [f"({each})" if "|" in each else each or "?" for each in closed]
        joined = "".join(parts)
        if len(joined) > terms.LONGEST:
            return self._shortened(expression, scope, at)
        return "" if joined[0] == "?" and "|" not in joined else joined

    def either(self, binds: Iterable[Bind]) -> str:
        return terms.either([self.bound(bind) for bind in islice(binds, MOST)])

    def bound(self, bind: Bind) -> str:
        if bind.closed:
            return bind.expression
        if bind.reads is None:
            if self._depth >= DEEPEST:
                return ""
            bind.reads = ""  # in progress: a name bound to itself adds nothing
            self._depth += 1
            bind.reads = self.close(bind.expression, bind.scope, bind.at - 1)
            self._depth -= 1
        return bind.reads

    def _dotted(self, expression: str, root: str, scope: Scope, at: int) -> str:
        rest = expression[len(root) :]
        closed = self._name(root, scope, at)
        if closed == root:
            return expression if len(expression) <= terms.LONGEST else ""
        return _stepped(closed, rest)

    def _shortened(self, expression: str, scope: Scope, at: int) -> str:
        """An expression that grew too long, without the arguments of the call before its last one, or else of the last;
        a container, without those of the calls in it.
        """
        term = terms.term(expression)
        if term.kind == "container":
            return self._thinned(term, scope, at)
        base = self.close(term.base, scope, at)
        if term.kind == "index":
            return self._without_bounds(base, term.parts, scope, at)
        if term.kind == "member":
            return _stepped(base, f".{term.text}")
        if term.kind != "call":
            return ""
        if not self._language.overloads:
            return _stepped(base, "()")
        given = ",".join(self.close(part, scope, at) or unknown(part) for part in term.parts)
        places = ",".join(map(unknown, term.parts))
        tries = ((base, given), (shortened(base), given), (base, places))
        return next(filter(None, (terms.then(callee, f"({text})") for callee, text in tries)), "")

    def _without_bounds(self, base: str, keys: tuple[str, ...], scope: Scope, at: int) -> str:
        """A type with its type arguments; if it is too long, with the bounds of these instead, or else with '?'."""
        given = [self.close(key, scope, at) or "?" for key in keys]
        bounds = [terms.term(each).parts[-1] if each.startswith("{first:") else each for each in given]
        tries = (terms.then(base, f"[{','.join(each)}]") for each in (given, bounds, ["?"] * len(keys)))
        return next(filter(None, tries), "")

    def _thinned(self, container: terms.Term, scope: Scope, at: int) -> str:
        parts = [self.close(part, scope, at) for part in container.parts]
        if container.text == "first":
            return terms.first(parts)
        if container.text not in _SHORTENED:
            return ""
        thin = (_thin(part) or "?" for part in parts)
        text = f"{{{container.text}:{','.join(thin)}}}"
        return text if len(text) <= terms.LONGEST else ""

    def _name(self, name: str, scope: Scope, at: int) -> str:
        settled = scope.settled.get(name)
        if settled is not None:
            return settled
        if (told := self._told(name, scope)) is not None:
            return told
        found, exact = find(name, scope)
        exact = exact or (self._language.block_scopes and found is not None and found.kind == "function")
        if found is None or self._is_elsewhere(name, found, scope):
            settled = self._received(name, scope) if self._language.receives else self._unbound(name, scope)
        elif (bind := found.binds[name][0]).only or len(found.binds[name]) > 1:
            return self._there(name, found, at, exact=exact)
        elif found.kind not in _LOCAL:
            settled = _plain(name, found)
        else:
            settled = self.bound(bind)
        if settled:  # else it may be in progress
            scope.settled[name] = settled
        return settled

    def _there(self, name: str, found: Scope, at: int, *, exact: bool) -> str:
        """What a name means at this place, if that differs from place to place."""
        binds = found.binds[name]
        if exact and len(binds) == 1 and found.kind in _LOCAL and binds[0].at <= at < binds[0].until:
            return self.bound(binds[0])
        if exact and self._is_further_out(binds, at):
            return self._name(name, found.parent, at) if found.parent is not None else name
        return self._in_scope(name, found, at if exact else None)

    def _is_elsewhere(self, name: str, found: Scope, scope: Scope) -> bool:
        """Whether a member of an enclosing class may hide this name of the file; never a variable of top-level code."""
        own = found is scope and self._language.reopens and name[0].islower()
        return self._language.open_classes and found.kind in {"module", "namespace"} and not own

    def _is_further_out(self, binds: list[Bind], at: int) -> bool:
        """Whether none of these bindings is meant at this place, so that one of an enclosing scope is."""
        hidden = self._language.block_scopes and _is_hidden(binds, at)
        return hidden or (self._language.hoists and _is_elsewhere(binds, at))

    def _told(self, name: str, scope: Scope) -> str | None:
        """The meaning of names that variables cannot hide, and of `this` if it may be several things; else None."""
        if name[-1] in _MARKS:
            unbound = self._unbound(name, scope)
            return unbound if unbound != name else name.removesuffix(terms.CALLED)
        if self._language.receives and name == self._language.this_name:
            return terms.first(_this(scope, name))
        return None

    def _received(self, name: str, scope: Scope) -> str:
        """An unbound name may be a member of each `this` in scope, innermost first."""
        plain = self._unbound(name, scope)
        if name == self._language.parent_name:
            return plain
        return terms.first([*(f"{each}.{name}" for each in _given(scope, self._language.this_name)), plain])

    def _unbound(self, name: str, scope: Scope) -> str:
        language = self._language
        if not language.open_classes and name not in (language.parent_name, language.this_name):
            return name
        holding = {"class", "namespace"} if language.open_classes else {"class"}
        around = next(
            (each.owner or each.qualname for each in lineage(scope) if each.owner or each.kind in holding), ""
        )
        if name == language.parent_name:
            return f"<~{around}>" if around else ""
        if around and name == language.this_name:
            return f"<.{around}:>"
        return f"<.{around}:{name}>" if around and language.open_classes else name

    def _in_scope(self, name: str, scope: Scope, at: int | None) -> str:
        binds = scope.binds[name]
        if scope.kind not in {"function", "lambda"}:
            plain = _plain(name, scope)
            if at is None or (self._language.merges and any(_is_definition(bind, name, scope) for bind in binds)):
                return plain
            chosen = reaching(binds, scope.declared.get(name, []), at)
            here = all(bind.closed and not bind.only for bind in chosen)
            return plain if here else self.either(chosen) or plain
        chosen = (
            reaching(binds, scope.declared.get(name, []), at)
            if at is not None
            else [bind for bind in binds if not bind.only] or (binds if self._language.hoists else [])
        )
        return self.either(chosen) or self.either(bind for bind in binds if not bind.only)


@lru_cache(1 << 14)
def _taken_apart(expression: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The expression split at its roots, a root at each odd index, and the roots; of a dotted name only the root."""
    if expression[-1] != ")" and (dotted := _DOTTED.fullmatch(expression)):
        return (), (expression[: -len(dotted[1])],)
    pieces = _ROOT.split(expression)
    return tuple(pieces), tuple(pieces[1::2])


def _stepped(base: str, step: str) -> str:
    """`base` followed by a step; if that is too long, without the arguments of the call before it."""
    return terms.then(base, step) or terms.then(_thin(base), step)


def _thin(expression: str) -> str:
    term = terms.term(expression)
    if term.kind == "member":
        return terms.then(_thin(term.base), f".{term.text}")
    return terms.then(term.base, "()") if term.kind == "call" else ""


def _narrowed(expression: str, scope: Scope, at: int) -> str:
    """Narrowing: the expression with attributes replaced by what conditions say of them."""
    for attribute, binds in scope.narrowed.items():
        if attribute in expression:
            told = next((bind.expression for bind in reversed(binds) if bind.at <= at < bind.until), "")
            if told and len(expression) + len(told) < terms.LONGEST:
                expression = told.join(re.split(rf"(?<![\w.$:]){re.escape(attribute)}(?!\w)", expression))
    return expression


def _given(scope: Scope, this: str) -> list[str]:
    """The `this` parameters of the enclosing lambdas and extension function, innermost first."""
    inside = takewhile(lambda each: each.kind != "class", lineage(scope))
    return [f"<${each.qualname}:{this}>" for each in islice((each for each in inside if each.receives), RECEIVERS)]


def _this(scope: Scope, this: str) -> list[str]:
    """What `this` may be, innermost first, out to a class or to a function that has a `this`."""
    found = _given(scope, this)
    for each in lineage(scope):
        if each.kind == "class":
            return [*found, f"<.{each.qualname}:>"]
        if each.kind == "function" and this in each.binds:
            return found if each.receives else [*found, f"<${each.qualname}:{this}>"]
    return found


def _is_definition(bind: Bind, name: str, scope: Scope) -> bool:
    return bind.closed and bind.expression == f"<@{scope.local(name)}>"


def _is_hidden(binds: list[Bind], at: int) -> bool:
    """Whether none of these holds at a byte, if what a block binds ends with the block."""
    return not any(bind.at <= at and (not bind.only or at < bind.until) for bind in binds)


def _is_elsewhere(binds: list[Bind], at: int) -> bool:
    """Whether all of these belong to blocks that the byte is not in."""
    return all(bind.only and not bind.at <= at < bind.until for bind in binds)


def _plain(name: str, scope: Scope) -> str:
    return name if scope.kind == "module" else f"<@{scope.local(name)}>"


def lineage(scope: Scope) -> Iterable[Scope]:
    """The scope and its enclosing scopes, innermost first."""
    current: Scope | None = scope
    while current is not None:
        yield current
        current = current.parent


def find(name: str, scope: Scope) -> tuple[Scope | None, bool]:
    """The scope that binds the name, and whether positions of its bindings can be compared with the place of use."""
    exact = True
    each: Scope | None = scope
    while each is not None:
        if each.outer and name in each.outer:
            home = each.outer[name]
            return (home if name in home.binds else None), False
        if name in each.binds and not each.sealed and (each.kind != "class" or each is scope):
            return each, exact
        exact = exact and each.kind == "lambda"
        each = each.parent
    return None, False


def is_outer(name: str, scope: Scope) -> bool:
    """Whether no enclosing function or lambda has bound this name so far."""
    found, _ = find(name, scope)
    return found is None or found.kind not in {"function", "lambda"}


def is_variable(name: str, scope: Scope) -> bool:
    """Whether an enclosing function or lambda binds the name, and not to a nested definition."""
    found, _ = find(name, scope)
    inside = found is not None and found.kind in {"function", "lambda"}
    return inside and found is not None and not found.binds[name][-1].expression.startswith("<@")


def reaching(binds: list[Bind], declared: list[Bind], at: int) -> list[Bind]:
    """The bindings that may hold at a byte: one whose block reaches it hides those before. A declared type stays,
    unless it is narrowed.
    """
    if len(binds) == 1 and not binds[0].only:
        return binds
    chosen: list[Bind] = []
    last = bisect_right(binds, at, key=_AT)
    for bind in reversed(binds[max(0, last - NEAREST) : last]):
        if bind.only and at >= bind.until:
            continue
        chosen.append(bind)
        if bind.until >= at:
            break
    if declared and not any(bind.only for bind in chosen):
        return declared
    return chosen[::-1] or [bind for bind in islice(binds, NEAREST) if not bind.only]
