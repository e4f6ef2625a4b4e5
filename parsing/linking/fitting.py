"""How well an argument fits a parameter by static type, as a cost: the basis of overload resolution."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.facts import Param
from parsing.linking import functional, resolution
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

UNKNOWN = 6  # the type of the value or of the parameter is unknown
CONVERTED = 30  # boxing and unboxing
PERHAPS = 60  # the value has an external type whose supertypes are unknown
ANYTHING = 90  # the parameter has the top type
COLLECTED = 500  # the arguments go to a variadic parameter
_WIDER = ("byte", "short", "int", "long", "float", "double")
_BOXES = {
    "int": "java.lang.Integer",
    "long": "java.lang.Long",
    "short": "java.lang.Short",
    "byte": "java.lang.Byte",
    "char": "java.lang.Character",
    "boolean": "java.lang.Boolean",
    "double": "java.lang.Double",
    "float": "java.lang.Float",
}
_NULLABLE = "nullable"  # the kind of container for a value or null
_PRIMITIVES = {box: primitive for primitive, box in _BOXES.items()}


def distance(evaluator: "Evaluator", callee: Value, param: Param, values: Values) -> int | None:
    """0 for the same type, more for a more distant supertype; None if the parameter cannot take the value."""
    return evaluator.kept(callee.path == evaluator.path, _distance, callee.path, param, values)


def _distance(evaluator: "Evaluator", path: str, param: Param, values: Values) -> int | None:
    wanted = evaluator.instances(path, param.annotation)
    if not values:
        return UNKNOWN + (1 if any(each.kind == "instance" for each in wanted) else 0)
    found = [cost for value in values if (cost := _nearest(evaluator, value, param, wanted)) is not None]
    return min(found) if found else None


def _nearest(evaluator: "Evaluator", value: Value, param: Param, wanted: Values) -> int | None:
    if param.kind == "*" and value.kind == "held" and value.name == "list":
        return _elements(evaluator, value, Value("held", name="list", args=(wanted,)))
    if not wanted:
        return ANYTHING - 1  # a type variable
    costs = [cost for each in wanted if (cost := _between(evaluator, value, each)) is not None]
    return min(costs) if costs else None


def _between(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    if wanted.kind == "held" and wanted.name and wanted.name == evaluator.language.top:
        if value.kind == "held" and value.name == wanted.name:
            return 0
        return ANYTHING + (value.name in _BOXES) * CONVERTED
    how = _BY_KIND.get(value.kind)
    return how(evaluator, value, wanted) if how is not None and wanted.kind in {"held", "instance"} else UNKNOWN


def _held(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    """The cost for primitives, arrays and external types; none of these is a subtype of a type of the repository."""
    name = value.name
    if name == "null":
        return None if wanted.name in _BOXES or _never_null(evaluator, wanted) else int(wanted.kind == "held")
    if wanted.kind == "instance":
        return None
    if wanted.name in {name, _NULLABLE}:
        return _contained(evaluator, value, wanted)
    if name in _BOXES or wanted.name in _BOXES:
        return _converted(evaluator, name, wanted.name)
    if "list" in {name, wanted.name}:
        return None
    above = evaluator.language.kinds.get(name)
    return PERHAPS if above is None else above.index(wanted.name) if wanted.name in above else None


def _contained(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    """The cost for a parameter of the same kind of container, or for a nullable one."""
    if value.name == wanted.name:
        return _elements(evaluator, value, wanted) if value.name in {"list", _NULLABLE} else 0
    inside = _element(wanted)
    cost = _between(evaluator, value, inside) if inside is not None else None
    return None if cost is None else cost + 1


def _never_null(evaluator: "Evaluator", wanted: Value) -> bool:
    item = evaluator.reads.item(wanted.path, wanted.name) if wanted.kind == "instance" else None
    return (item.kind if item is not None else wanted.name) in evaluator.language.never_null


def _class_object(evaluator: "Evaluator", _: Value, wanted: Value) -> int | None:
    return _held(evaluator, Value("held", name="java.lang.Class"), wanted)


def _constant(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    """An upper-case member of an external type is taken for an enum constant of that type, or for something plain."""
    owner, _, name = value.name.rpartition(".")
    if not name.isupper():
        return UNKNOWN
    if owner in _PRIMITIVES:
        return _held(evaluator, Value("held", name=_PRIMITIVES[owner]), wanted)
    if wanted.kind == "held" and wanted.name == owner:
        return 0
    plain = wanted.name in _BOXES or wanted.name == "java.lang.String"
    return UNKNOWN if plain or (wanted.kind == "held" and wanted.name not in evaluator.language.kinds) else None


def _converted(evaluator: "Evaluator", name: str, wanted: str) -> int | None:
    """The cost from a primitive, or from its box class by unboxing."""
    if name in _BOXES:
        return _primitive(evaluator, name, wanted)
    widened = _primitive(evaluator, _PRIMITIVES[name], wanted) if name in _PRIMITIVES else None
    return None if widened is None else widened + CONVERTED


def _primitive(evaluator: "Evaluator", name: str, wanted: str) -> int | None:
    if name == wanted:
        return 0
    if wanted in _WIDER and evaluator.language.widens:
        place = _WIDER.index("short" if name == "char" else name) if name != "boolean" else len(_WIDER)
        return _WIDER.index(wanted) - place if place < _WIDER.index(wanted) else None
    above = evaluator.language.kinds.get(_BOXES[name], (_BOXES[name],))
    return CONVERTED + above.index(wanted) if wanted in above else None


def _elements(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    """The cost between arrays. An unknown element type is a type variable or some class, never a primitive."""
    own, others = _element(value), _element(wanted)
    if own is None or others is None:
        known = own or others
        return None if known is not None and known.name in _BOXES else UNKNOWN
    if own != others and {own.name, others.name} & _BOXES.keys():
        return None
    return _between(evaluator, own, others)


def _element(array: Value) -> Value | None:
    return array.args[0][0] if array.args and array.args[0] else None


def _instance(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    order = resolution.linear(evaluator, value.path, value.name)
    outside = False
    for place, each in enumerate(order):
        if each.kind == "class" and wanted.kind == "instance" and (each.path, each.name) == (wanted.path, wanted.name):
            return place
        if each.kind in {"type", "external"}:
            above = evaluator.language.kinds.get(each.name)
            if wanted.kind == "held" and wanted.name in (above or (each.name,)):
                return place + 1
            outside = outside or above is None
    return (
        PERHAPS if outside and wanted.kind == "held" and wanted.name not in _BOXES and wanted.name != "list" else None
    )


def _function(evaluator: "Evaluator", value: Value, wanted: Value) -> int | None:
    """A lambda or method reference as the argument for a functional interface, which has a single abstract method."""
    if wanted.kind == "held":
        return _as_callable(evaluator, value, wanted) if _is_told(wanted) else _outside(evaluator, value, wanted.name)
    item = evaluator.reads.item(wanted.path, wanted.name)
    if item is None or item.kind != "interface":
        return None
    taken = evaluator.reads.item(value.path, value.name)
    method = functional.single_method(evaluator, wanted)
    if method is None or taken is None or taken.kind != "lambda":
        return UNKNOWN
    count = len(method.item.params) - bool(method.item.receiver)
    return 0 if count == len(taken.params) else None


def _is_told(wanted: Value) -> bool:
    """Whether it is a function type that lists its parameters."""
    return wanted.name == "callable" and len(wanted.args) > 1


def _as_callable(evaluator: "Evaluator", function: Value, wanted: Value) -> int | None:
    """A lambda for a function type: one that lists its parameters must have as many."""
    item = evaluator.reads.item(function.path, function.name)
    if not evaluator.language.labelled or item is None or item.kind != "lambda":
        return UNKNOWN
    listed = [each for each in item.params if not each.name.startswith("$")]
    taken = next((each.args for each in wanted.args[0] if each.kind == "held"), ())
    return UNKNOWN if not listed or len(listed) == len(taken) else None


def _outside(evaluator: "Evaluator", function: Value, wanted: str) -> int | None:
    """A function for an external interface: if the interface is known, the parameter counts must match."""
    if wanted in _BOXES or wanted in {"list", "java.lang.String"}:
        return None
    item = evaluator.reads.item(function.path, function.name)
    count = functional.counted(evaluator, wanted)
    if count is None or item is None or item.kind != "lambda":
        return UNKNOWN
    return 0 if count == len(item.params) else None


_BY_KIND: dict[str, Callable[["Evaluator", Value, Value], int | None]] = {
    "held": _held,
    "instance": _instance,
    "class": _class_object,
    "type": _class_object,
    "function": _function,
    "external": _constant,
}
