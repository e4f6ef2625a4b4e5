"""Member look-up: on modules, on classes in C3 order, on instances, on `super()`, and on containers."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.language import GROWN
from parsing.linking import companions, generics, open_classes, overloads, partial, resolution
from parsing.linking.values import NOWHERE, THROUGH_TYPE, Found, Frame, Value, Values, external, held, package, union
from parsing.terms import CALLED

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

FUNCTIONS = frozenset({"function", "method", "lambda"})
_LEXICAL = FUNCTIONS | {"class", "trait"}  # a class-level constant is a name: whose instance reads it does not matter
_OF_FILES = frozenset({"instance", "class", "super", "module", "namespace", "package"})
_SELF = "<%self>"  # in a result type: the type of the receiver


def member(evaluator: "Evaluator", value: Value, name: str, _: str = "") -> Values:
    """The values of `value.name`, the same from any file; () if unknown."""
    kind = value.kind
    if kind == "instance" and name == "__class__":
        evaluator.how |= THROUGH_TYPE
        return (value._replace(kind="class"),)
    if name[:1] == CALLED and kind in {"instance", "held"}:
        from parsing.linking.functional import given

        return given(evaluator, value, name)
    if kind == "class" and evaluator.language.companions:
        return companions.member(evaluator, value, name)
    if kind in _OF_FILES:
        return evaluator.member(value, name)
    how = _MEMBERS.get(kind)
    return how(evaluator, value, name) if how is not None else ()


def find(evaluator: "Evaluator", value: Value, name: str) -> Found | None:
    """The member in the first class that has it, in the resolution order of a class, instance or `super`."""
    if evaluator.language.reopens and (value.kind == "class" or open_classes.is_singleton(value.name)):
        return open_classes.find(evaluator, value, name)
    line, grown = resolution.order(evaluator, value), None
    for place, owner in enumerate(line):
        if owner.kind == "class" and owner.path != evaluator.path:
            above = evaluator.once(False, _first, line[place:], name)  # the same for all with this tail of the order
            return grown if above is None else above
        found = of_type(evaluator, owner, name) if owner.kind == "class" else None
        if found is not None and GROWN not in found.item.flags:
            return found
        grown = grown or found
    return grown


def _first(evaluator: "Evaluator", line: tuple[Value, ...], name: str) -> Found | None:
    """The first class that binds the member; if none does, the first that only adds to it (GROWN)."""
    grown = None
    for found in (of_type(evaluator, owner, name) for owner in line if owner.kind == "class"):
        if found is not None and GROWN not in found.item.flags:
            return found
        grown = grown or found
    return grown


def of_type(evaluator: "Evaluator", owner: Value, name: str) -> Found | None:
    """A type's own member of this name, even if it is written in another file of the type's namespace."""
    qualname = f"{owner.name}.{name}" if owner.name else name  # a file may be a type
    item = evaluator.reads.item(owner.path, qualname)
    if item is not None:
        return Found(owner, item, owner.path, qualname)
    for path, local, _ in evaluator.places(owner.path, qualname):
        item = evaluator.reads.item(path, local)
        if item is not None:
            return Found(owner, item, path, local)
    return None


def overloaded(evaluator: "Evaluator", value: Value, name: str) -> Iterator[Found]:
    """Every function of the name in the resolution order: a class's own overloads, then the inherited ones."""
    for owner in resolution.order(evaluator, value):
        found = of_type(evaluator, owner, name) if owner.kind == "class" else None
        if found is not None and found.item.kind in FUNCTIONS:
            for each in overloads.every(found.path, found.qualname, found.item):
                item = evaluator.reads.item(each.path, each.name)
                if item is not None:
                    yield Found(owner, item, each.path, each.name)
        if found is not None and name == evaluator.language.constructor:
            return


def constructors(evaluator: "Evaluator", kind: Value) -> Values:
    """The constructors that a call of this class may run, from all its parts. If the language lets any file reopen a
    class, also one defined in another file, or in a class above.
    """
    item = evaluator.reads.item(kind.path, kind.name)
    found: list[Values] = []
    for each in partial.parts(evaluator, kind.path, kind.name, item):
        name = evaluator.constructor(each.name)
        made = evaluator.reads.item(each.path, name)
        found.append(overloads.every(each.path, name, made) if made is not None and made.kind in FUNCTIONS else ())
    if any(found) or not evaluator.language.reopens:
        return union(*found)
    above = find(evaluator, kind._replace(kind="instance"), evaluator.language.constructor)
    if above is None or above.item.kind not in FUNCTIONS:
        return ()
    return (Value("function", above.path, above.qualname),)


def underlying(evaluator: "Evaluator", value: Value) -> Values:
    """The values of the underlying type of an instance's named type: `type Names []string`."""
    if value.kind != "instance" or not evaluator.language.conversions:
        return ()
    item = evaluator.reads.item(value.path, value.name)
    frame = Frame("", value) if value.args else NOWHERE
    return union(*(evaluator.values(value.path, each, frame) for each in item.values)) if item is not None else ()


def _of_module(evaluator: "Evaluator", value: Value, name: str) -> Values:
    item = evaluator.reads.item(value.path, name)
    found = evaluator.item_values(value.path, name, item) if item else ()
    if found:
        return found
    inside = evaluator.language.submodule(value, name, evaluator.reads)
    if inside is not None:
        evaluator.reached(inside.path)
        return (inside,)
    if item is not None or name in evaluator.language.builtins:
        return ()
    return evaluator.values(value.path, name)  # memoised, since modules may star-import each other


def _of_namespace(evaluator: "Evaluator", value: Value, name: str) -> Values:
    found = evaluator.language.submodule(value, name, evaluator.reads)
    return (found,) if found else ()


def _of_package(evaluator: "Evaluator", value: Value, name: str) -> Values:
    found = evaluator.shared(value.name, name)
    if found or not evaluator.language.qualified:
        inside = () if found else evaluator.language.submodule(value, name, evaluator.reads)
        return (inside,) if inside else found
    if evaluator.language.is_type(name):
        return _of_external(evaluator, external(value.name.partition(" ")[2]), name)
    return (package(f"{value.name}.{name}"),)


def _of_external(evaluator: "Evaluator", value: Value, name: str) -> Values:
    full = f"{value.name}.{name}"
    rule = evaluator.language.results.get(full, "")
    if rule.startswith("="):  # a constant
        from parsing.linking.calls import by_rule

        return by_rule(evaluator, rule[1:], value)
    kind = evaluator.language.types.get(full) or (full if evaluator.language.is_type(full) else "")
    return (Value("type", name=kind) if kind else external(full),)


def _of_type(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member of an external type: one with a qualified name, or a well-known one (`Promise.all`)."""
    if "." in value.name:
        return _of_external(evaluator, value, name)
    return (external(f"{value.name}.{name}"),) if evaluator.language.keyed_members else ()


def _of_held(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member of a container. The `args` of a record, a nameless structure, alternate names and what each holds."""
    if value.name == "dict" and evaluator.language.keyed_members:
        from parsing.linking.elements import under

        return under(value.args, f'<"{name}>')
    if value.name == "tuple" and evaluator.language.keyed_members:  # an array literal with its elements tracked
        value = held("list", union(*value.args))
    rule = evaluator.language.results.get(f"{value.name}.{name}", "")
    if rule.startswith("="):  # a property, not a method
        from parsing.linking.calls import by_rule

        return by_rule(evaluator, rule[1:], value)
    if value.name != "record":
        return (Value("bound", name=f"{value.name}.{name}", receiver=value),)
    pairs = zip(value.args[::2], value.args[1::2], strict=False)
    return next((inside for known, inside in pairs if any(each.name == name for each in known)), ())


def _of_function(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """Members assigned to a function, where functions are objects, and those that every function has."""
    return of_class(evaluator, value, name) if evaluator.language.module_object else ()


def _of_constant(_: "Evaluator", value: Value, name: str) -> Values:
    return (Value("bound", name=f"str.{name}", receiver=value),)


def of_files(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member of something that the repository's files define."""
    how = _MEMBERS.get(value.kind, of_class)
    return how(evaluator, value, name)


def of_class(evaluator: "Evaluator", value: Value, name: str) -> Values:
    found = find(evaluator, value, name)
    if found is not None and _is_another_constructor(evaluator, value, found, name):
        return ()
    if found is not None and evaluator.language.companions and _is_of_instances(evaluator, value, found, name):
        return ()
    if found is None:
        return _unfound(evaluator, value, name)
    if value.kind == "instance":
        evaluator.how |= found.item.kind not in (_LEXICAL if evaluator.language.reopens else FUNCTIONS)
    if evaluator.language.overloads:
        if found.item.kind in FUNCTIONS and "property" not in found.item.flags:
            return _overloads(evaluator, value, name)
        value = generics.argued(evaluator, value, found.owner)
    holder = generics.generic(evaluator, value, found.owner)
    frame = Frame("", holder) if holder.kind == "instance" and holder.args else NOWHERE
    values = evaluator.item_values(found.path, found.qualname, found.item, frame)
    if len(values) == 1:
        return _attached(evaluator, values[0], found.item, value)
    return union(*(_attached(evaluator, each, found.item, value) for each in values))


def _unfound(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member that no class of the repository defines."""
    if value.kind == "function":
        return (Value("bound", name=f"function.{name}", receiver=value),)
    if name and (name == evaluator.language.maker or open_classes.is_maker(evaluator, value, name)):
        return open_classes.made(value)
    return _of_outside(evaluator, value, name) if evaluator.language.kinds else ()


def _is_another_constructor(evaluator: "Evaluator", value: Value, found: Found, name: str) -> bool:
    """Whether it is a base class's constructor, in a language with overloads, where constructors are not inherited."""
    own = value.kind == "class" and evaluator.language.overloads and name == evaluator.language.constructor
    return own and (found.owner.path, found.owner.name) != (value.path, value.name)


def _is_of_instances(evaluator: "Evaluator", value: Value, found: Found, name: str) -> bool:
    """Whether an instance method is looked up on the class itself."""
    return value.kind == "class" and found.item.receiver == "instance" and name != evaluator.language.constructor


def _of_outside(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member inherited from an external type: `class Items extends ArrayList<Item>`."""
    held = outside(evaluator, value)
    return _of_held(evaluator, held, name) if held is not None and _is_told(evaluator, held, name) else ()


def outside(evaluator: "Evaluator", value: Value) -> Value | None:
    """The value as an instance of the first external type that its class inherits from."""
    above = next((each for each in resolution.order(evaluator, value) if each.kind == "type"), None)
    held = generics.argued(evaluator, value, above) if above is not None else value
    return held if held.kind == "held" else None


def _is_told(evaluator: "Evaluator", value: Value, name: str) -> bool:
    """Whether the language's tables list this member of the external type."""
    told: tuple[Mapping[str, str], ...] = evaluator.language.results, evaluator.language.handed
    return value.kind == "held" and any(f"{value.name}.{name}" in each for each in told)


def _overloads(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """All overloads of the name, and the values of a field of the same name."""
    found: list[Value] = []
    every = list(overloaded(evaluator, value, name))
    for each in overloads.provided(every) if _is_fulfilling(evaluator, value) else every:
        frame = value if _SELF in each.item.returns else generics.argued(evaluator, value, each.owner)
        receiver = _receiver(each.item, frame)
        found.append(Value("function", each.path, each.qualname, receiver))
        if len(found) == 1 and each.item.declared:
            found += evaluator.values(each.path, each.item.declared, Frame("", receiver) if receiver else NOWHERE)
    return union(tuple(found), _field(evaluator, value, name) if evaluator.language.receives else ())


def _is_fulfilling(evaluator: "Evaluator", value: Value) -> bool:
    """Whether its type is concrete: protocol extensions then provide what the protocols only require."""
    item = evaluator.reads.item(value.path, value.name) if evaluator.language.extends == "added" else None
    return item is not None and item.kind != "interface"


def _field(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """The values of a field that shares its name with a function of another class in the resolution order."""
    for owner in resolution.order(evaluator, value):
        found = of_type(evaluator, owner, name) if owner.kind == "class" else None
        if found is not None and found.item.kind not in FUNCTIONS:
            return evaluator.item_values(found.path, found.qualname, found.item)
    return ()


def _attached(evaluator: "Evaluator", each: Value, item: Item, holder: Value) -> Values:
    """Binds a method to the class or instance it was found on, evaluates a property, calls a descriptor's getter."""
    if each.kind != "function" or item.kind not in FUNCTIONS:
        return _described(evaluator, each, holder)
    receiver = _receiver(item, holder)
    bound = each._replace(receiver=receiver)
    if "property" in item.flags and (holder.kind != "class" or item.receiver != "instance"):
        from parsing.linking.calls import returned

        evaluator.how |= THROUGH_TYPE
        return returned(evaluator, bound, item, Frame(bound.name, receiver or _object(holder)))
    return (bound,)


def _object(holder: Value) -> Value | None:
    return holder if holder.kind == "instance" else None


def _described(evaluator: "Evaluator", each: Value, holder: Value) -> Values:
    if each.kind == "instance" and holder.kind == "instance" and each.path:
        getter = find(evaluator, each, "__get__")
        if getter is not None and getter.item.kind in FUNCTIONS:
            from parsing.linking.calls import returned

            function = Value("function", getter.path, getter.qualname, each)
            return returned(evaluator, function, getter.item, Frame(function.name, each)) or (each,)
    return (each,)


def _receiver(item: Item, holder: Value) -> Value | None:
    actual = holder
    if holder.kind == "super":
        actual = holder.receiver or Value("instance", holder.path, open_classes.plain(holder.name))
    if item.receiver == "class":
        return actual._replace(kind="class")
    return actual if item.receiver and actual.kind == "instance" else None


_MEMBERS = {
    "type": _of_type,
    "module": _of_module,
    "namespace": _of_namespace,
    "package": _of_package,
    "external": _of_external,
    "held": _of_held,
    "constant": _of_constant,
    "function": _of_function,
}
