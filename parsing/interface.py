"""From the walk over a file to what is kept of it: closed facts, and the interface items that other files may read."""

import re
from collections.abc import Iterator

from graph.facts import Facts, Item, Param, Reference
from parsing import dynamic, opening, terms
from parsing.engine import Walk
from parsing.language import EXTENSION, GROWN
from parsing.scopes import Closing, Scope, reaching
from parsing.written import Defined

MOST = 16  # values of one name
OVERLOADS = 64  # overloads of one name
SEPARATOR = "~"  # before the number of an overload
# A call of a parameter, or of alternatives that include one; with functional interfaces, of the parameter's one method.
_PARAMETER = {
    functional: re.compile(rf"<\$[^>]*>{method}\(|\(.*<\$")
    for functional, method in ((False, ""), (True, r"(?:\.\w+)?"))
}
_VARIABLES = frozenset({"variable", "constant", "field", "type_alias"})


def close(walk: Walk) -> tuple[Facts, dict[str, Item]]:
    """The facts, with no local name left in them, and the interface; both in file order."""
    closing = Closing(walk.language)
    references = list(_references(walk, closing))
    facts = Facts(tuple(walk.definitions), tuple(references), tuple(walk.imports))
    return facts, _items(walk, closing, references)


def _references(walk: Walk, closing: Closing) -> Iterator[Reference]:
    definitions = walk.definitions
    for use in walk.uses:
        scope = use.scope
        expression = closing.close(use.expression, scope, use.at)
        if expression or use.kind == "call":  # a call of something unknown is reported as unresolved
            holder = scope.definition
            line = use.line + 1 - definitions[holder].start_line
            yield Reference(holder, use.subject, use.kind, expression, line, use.column)


def _items(walk: Walk, closing: Closing, references: list[Reference]) -> dict[str, Item]:
    invoked = _invoked(walk, references)
    items = {"": walk.about}
    variables = {each.qualname: each.kind for each in walk.definitions if each.kind in _VARIABLES}
    for scope in (walk.module, *walk.classes):
        for name in _held(scope):
            qualname = scope.local(name)
            items[qualname] = _named(closing, scope, name, variables.get(qualname, ""))
    for qualname, defined in walk.defined.items():
        base = items.get(qualname, Item())
        items[qualname] = _definition(closing, defined, base, invoked.get(qualname, ()))
    items.update(opening.items(walk, closing, items))
    for qualname, others in walk.others.items():
        items[qualname] = items[qualname]._replace(values=tuple(others[:OVERLOADS]))
    items.update(_overloads(walk, items))
    for qualname, told in dynamic.calls(walk, references).items():
        if qualname in items and items[qualname].kind == "class":
            items[qualname] = items[qualname]._replace(invokes=told)
    items.update(
        {f"{owner}{terms.HOOKS}": Item(invokes=told) for owner, told in dynamic.hooks(walk, references).items()}
    )
    items.update(_objects(walk, items))
    items.update(_promising(walk, items))
    for scope in walk.lambdas:
        items[scope.qualname] = _lambda(closing, scope, invoked.get(scope.qualname, ()))
    items.update(_exports(walk))
    return items


def _held(scope: Scope) -> Iterator[str]:
    """The names of a module, or the members of a class: not those that only a constructor or a block of it binds."""
    for name, binds in scope.binds.items():
        if scope.kind != "class" or not all(bind.only for bind in binds):
            yield name
    yield from (name for name in scope.fields if name not in scope.binds)


def _overloads(walk: Walk, items: dict[str, Item]) -> dict[str, Item]:
    """Items of overloaded names, which list all their overloads, including those written outside of their class."""
    found: dict[str, Item] = {}
    for qualname in walk.defined if walk.language.overloads else ():
        name, mark, number = qualname.rpartition(SEPARATOR)
        value, item = f"<@{qualname}>", found.get(name, items.get(name))
        if mark and number.isdigit() and item is not None and value not in item.values and len(item.values) < OVERLOADS:
            found[name] = item._replace(values=(*item.values, value))
    return found


def _objects(walk: Walk, items: dict[str, Item]) -> dict[str, Item]:
    """Items of the objects to which members are added and that are neither class nor function."""
    named = {scope.qualname: items.get(scope.qualname, Item()) for scope in walk.classes if scope.literal}
    plain = {name: item for name, item in named.items() if not item.kind or item.kind in _VARIABLES}
    return {name: item._replace(flags=("object",)) for name, item in plain.items()}


def _promising(walk: Walk, items: dict[str, Item]) -> dict[str, Item]:
    """The interfaces with the names of their methods: all of them, and those without a body."""
    found = {name: item for name, item in items.items() if item.kind == "interface"}
    for qualname, defined in walk.defined.items() if found else ():
        owner, _, name = qualname.partition(SEPARATOR)[0].rpartition(".")
        item, kinds = found.get(owner), {flag for each in defined for flag in each.traits.flags}
        if item is None or defined[0].definition.kind != "method" or defined[0].traits.receiver != "instance":
            continue
        promises = (*item.promises, name) if "abstract" in kinds else item.promises
        methods = item.methods if name in item.methods or "own" in kinds else (*item.methods, name)
        found[owner] = item._replace(promises=promises, methods=methods)
    return found


def _exports(walk: Walk) -> Iterator[tuple[str, Item]]:
    for name in ("*", "?"):
        specs = tuple(dict.fromkeys(each.spec for each in walk.imports if each.name == name))
        if specs:
            yield name, Item(values=specs)
    if walk.exports is not None:
        yield walk.language.exports_name, Item(values=tuple(walk.exports))


def _lambda(closing: Closing, scope: Scope, invokes: tuple[str, ...]) -> Item:
    params = tuple(_parameters(closing, scope, scope.start))
    return Item("lambda", params=params, returns=closing.either(scope.returns), invokes=invokes)


def _invoked(walk: Walk, references: list[Reference]) -> dict[str, tuple[str, ...]]:
    """Function -> the parameters that it, or a function nested in it, calls."""
    found: dict[str, dict[str, None]] = {}
    is_called = _PARAMETER[walk.language.functional].match
    for reference in references:
        if reference.kind == "call" and is_called(reference.expression):
            callee = terms.term(terms.term(reference.expression).base)
            if callee.kind == "member" and walk.language.functional:
                callee = terms.term(callee.base)
            for part in callee.parts if callee.kind == "either" else (_called(walk, reference.expression),):
                if part.startswith("<$") and part.endswith(">"):
                    function, _, name = part[2:-1].rpartition(":")
                    inside = walk.definitions[reference.scope].qualname
                    told = f"{name}@{inside}" if inside.startswith(f"{function}.") else name
                    found.setdefault(function, {})[told] = None
    return {function: tuple(names) for function, names in found.items()}


def _called(walk: Walk, expression: str) -> str:
    """The callee; with functional interfaces, the object whose one method is called."""
    base = terms.term(expression).base
    callee = terms.term(base)
    return callee.base if callee.kind == "member" and walk.language.functional else base


def _named(closing: Closing, scope: Scope, name: str, kind: str) -> Item:
    """The item of a name of the module or a class from its bindings alone; definitions are merged in afterwards."""
    own, definition = scope.binds.get(name, []), f"<@{scope.local(name)}>"
    if len(own) == 1 and own[0].expression == definition and name not in scope.fields:
        return Item(kind=kind)
    binds = [bind for bind in (*own, *scope.fields.get(name, ())) if not bind.only]
    if scope.literal and len(binds) > 1:
        binds = reaching(binds, [], binds[-1].at)  # the last assignment to an object's member counts
    declared = next((closing.bound(bind) for bind in binds if bind.declared), "")
    values = [closing.bound(bind) for bind in binds if not bind.declared and bind.expression != definition]
    known = tuple(dict.fromkeys(filter(None, values)))
    most = OVERLOADS if any(value.startswith(f"{definition[:-1]}{SEPARATOR}") for value in known) else MOST
    grown = bool(binds) and all(bind.grows for bind in binds)
    return Item(kind=kind, declared=declared, values=known[:most], flags=(GROWN,) if grown else ())


def _definition(closing: Closing, defined: list[Defined], item: Item, invokes: tuple[str, ...]) -> Item:
    """Of several definitions of one name the last counts: the implementation of overloads, the getter of a property."""
    chosen = _chosen(defined) if len(defined) > 1 else defined[0]
    around = chosen.scope.parent or chosen.scope
    bases = tuple(closed for base in chosen.bases if (closed := closing.close(base, around, chosen.at)))
    is_class = chosen.scope.kind == "class"
    return Item(
        kind=chosen.definition.kind,
        ordinal=chosen.definition.ordinal,
        bases=bases,
        type_params=chosen.type_params,
        params=(*_parameters(closing, chosen.scope, chosen.at), *_given_to_accessors(closing, chosen, defined)),
        receiver=chosen.traits.receiver if _receives(chosen) and chosen.scope.params else "",
        returns="" if is_class else _returns(closing, chosen, defined),
        yields="" if is_class or chosen.returns else closing.either(chosen.scope.yields),
        inner=_inner(closing, chosen.scope) if chosen.returns and not is_class else "",
        flags=chosen.traits.flags,
        decorators=tuple(closed for each in chosen.decorators if (closed := closing.close(each, around, chosen.at))),
        invokes=invokes,
        declared=item.declared,
        values=_made_of(closing, chosen, around) or item.values,
    )


def _chosen(defined: list[Defined]) -> Defined:
    usable = [each for each in defined if "accessor" not in each.traits.flags]
    return next((each for each in reversed(usable) if "overload" not in each.traits.flags), (usable or defined)[-1])


def _given_to_accessors(closing: Closing, chosen: Defined, defined: list[Defined]) -> list[Param]:
    """The parameters that the setter of a property has in addition to its getter's: one name has one item."""
    setters = [each for each in defined if each is not chosen and "accessor" in each.traits.flags]
    known = {param.name for param in chosen.scope.params}
    return [param for each in setters for param in _parameters(closing, each.scope, each.at) if param.name not in known]


def _receives(defined: Defined) -> bool:
    return defined.definition.kind == "method" or EXTENSION in defined.traits.flags


def _made_of(closing: Closing, chosen: Defined, around: Scope) -> tuple[str, ...]:
    made_of = closing.close(chosen.made_of, around, chosen.at)
    return (made_of,) if made_of else ()


def _returns(closing: Closing, chosen: Defined, defined: list[Defined]) -> str:
    one = chosen.returns and "overload" not in chosen.traits.flags  # overload signatures: any may be meant
    declared = [each.returns for each in ([chosen] if one else defined) if each.returns]
    around = chosen.scope.parent or chosen.scope
    if declared:
        return terms.either([terms.then(closing.close(each, around, chosen.at), "()") for each in declared])
    return closing.either(chosen.scope.returns)


def _inner(closing: Closing, scope: Scope) -> str:
    inside = f"<@{scope.qualname}."
    given = (closing.bound(bind) for bind in scope.returns)
    return terms.either([each for each in given if inside in each][:MOST])


def _parameters(closing: Closing, scope: Scope, at: int) -> list[Param]:
    around = scope if scope.owner else scope.parent or scope  # outside its type: names as inside
    return [
        _parameter(closing, param, around, at) if param.annotation or param.default else param for param in scope.params
    ]


def _parameter(closing: Closing, param: Param, around: Scope, at: int) -> Param:
    name, kind, annotation, default = param
    given = closing.close(default, around, at) or bool(default) * "?"
    return Param(name, kind, closing.close(annotation, around, at), given)
