"""Type variables: inferring their type arguments from the arguments of a call, or from the bases of a class."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from parsing import terms
from parsing.linking import resolution
from parsing.linking.values import FROM_ARGUMENTS, NOWHERE, Argument, Call, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_ITERABLE = frozenset({"list", "set", "generator"})
_OF_CLASS = re.compile(r"(?:(?:typing\.)?[tT]ype|Class|<\.[^<>]*:Class>)\[(.*)\]")  # `cls: type[T]`, `Class<T> kind`


def type_variable(constraints: list[Values], given: list[Argument]) -> Value:
    """`TypeVar("T", A, B)` or `TypeVar("T", bound=A)`."""
    bound = [argument.values for argument in given if argument.keyword == "bound"]
    return Value("type", name="variable", args=tuple(bound or constraints))


def name_of(annotation: str) -> str:
    """The name `T` in the annotations `T` and `type[T]`; '' for any other annotation."""
    annotation = _unbounded(_class_of(annotation) or annotation)
    if annotation.startswith("<.") and annotation.endswith(">"):  # a name inside a class
        annotation = annotation[2:-1].rpartition(":")[2]
    return annotation if annotation.isidentifier() else ""


def _class_of(annotation: str) -> str:
    """The `T` of an annotation that wants a class object: `type[T]`; else ''."""
    found = _OF_CLASS.fullmatch(annotation) if annotation[-1:] == "]" else None
    return found[1] if found else ""


def _unbounded(annotation: str) -> str:
    """The name of a type variable that is written with its bound; any other annotation unchanged."""
    if not annotation.startswith("{first:"):
        return annotation
    term = terms.term(annotation)
    return term.parts[0] if term.kind == "container" else annotation


def variable(evaluator: "Evaluator", path: str, annotation: str, values: Values) -> tuple[str, Values] | None:
    """The type variable of a parameter with the types of its argument; None if its type is an ordinary one."""
    of_class = _class_of(annotation)
    plain, before = _unbounded(of_class or annotation), evaluator.how
    known = evaluator.values(path, plain)
    evaluator.how = before | (evaluator.how & FROM_ARGUMENTS)
    if any(value.kind != "type" or value.name != "variable" for value in known):
        return None
    told = _named if of_class else _type_of
    classes = tuple(kind for value in values for kind in told(value) if kind.kind in {"class", "type"})
    return (name_of(plain), classes) if classes else None


def _named(value: Value) -> Values:
    """The class that a class object stands for."""
    if value.kind != "held":
        return (value,)
    return tuple(kind for each in value.args[0] for kind in _type_of(each)) if value.args else ()


def bound(evaluator: "Evaluator", path: str, typed: Iterable[tuple[str, Values]]) -> Iterator[tuple[str, Values]]:
    """Infers type variables from the arguments for parameters of these types: `T` of `T`, `Array<T>` or `() => T`."""
    for annotation, values in typed:
        term = terms.term(annotation)
        plain = term.kind != "index" or name_of(annotation)
        for part, shown in [(annotation, values)] if plain else _shown(evaluator, path, term, values):
            told = variable(evaluator, path, part, shown) if shown else None
            if told is not None:
                yield told


def _shown(evaluator: "Evaluator", path: str, term: terms.Term, values: Values) -> Iterator[tuple[str, Values]]:
    """The type parameters of a generic type with the values the argument has there; a function's result comes last."""
    places = [(place, part) for place, part in enumerate(term.parts) if part.isidentifier()]
    kinds = evaluator.values(path, term.base) if places and values else ()
    for place, part in places:
        last = place == len(term.parts) - 1
        yield part, union(*(_standing(evaluator, kind, value, place, last=last) for kind in kinds for value in values))


def _standing(evaluator: "Evaluator", kind: Value, value: Value, place: int, *, last: bool) -> Values:
    from parsing.linking import calls

    if kind.kind == "type" and kind.name == "callable":
        can_be_called = value.kind == "function" or (value.kind == "held" and value.name == "callable")
        return calls.call(evaluator, value, Call(evaluator.path)) if last and can_be_called else ()
    given = value.args[place] if place < len(value.args) else ()
    if kind.kind == "type" and value.kind == "held":
        same = kind.name == value.name or (kind.name == "iterator" and value.name in _ITERABLE)
        return given if same else ()
    same = kind.kind == "class" and value.kind == "instance" and (kind.path, kind.name) == (value.path, value.name)
    return tuple(each._replace(kind="instance") for each in given if each.kind == "class") if same else ()


def _type_of(value: Value) -> Values:
    if value.kind == "instance":
        return (value._replace(kind="class"),)
    if value.kind == "held" and all(_typed(arg) for arg in value.args):
        return (Value("type", name=value.name, args=tuple(_types(arg) for arg in value.args)),)
    return ()


def _typed(values: Values) -> bool:
    return all(value.kind == "instance" for value in values)


def _types(values: Values) -> Values:
    return tuple(value._replace(kind="class") for value in values)


def argument(evaluator: "Evaluator", path: str, name: str, frame: Frame) -> Values:
    """The type argument of a type variable in this call: `T` as inferred from an argument, or `A` on a `Box[A]`."""
    if frame.types and (told := dict(frame.types).get(name)):
        return told
    receiver, name = frame.receiver, name.removesuffix(terms.TYPE)
    if receiver is not None and not evaluator.language.overloads and (owner := frame.function.rpartition(".")[0]):
        receiver = generic(evaluator, receiver, Value("class", path, owner))
    if receiver is None or not receiver.args:
        return ()
    names = _params(evaluator, path, frame.function, receiver)
    place = names.index(name) if name in names else len(receiver.args)
    return receiver.args[place] if place < len(receiver.args) else ()


def _params(evaluator: "Evaluator", path: str, function: str, receiver: Value) -> tuple[str, ...]:
    """The names by which a method refers to its receiver's type arguments: its own, or those of the class."""
    own = evaluator.reads.item(path, function) if function.rpartition(".")[0] == receiver.name else None
    if own is not None and own.type_params:
        return own.type_params
    item = evaluator.reads.item(path, receiver.name) if receiver.path == path else None
    return item.type_params if item is not None else ()


def argued(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    """The receiver viewed as its base type `owner`, which has the member, with the type arguments of that base."""
    if value.kind != "instance" or (value.path, value.name) == (owner.path, owner.name):
        return value
    return evaluator.once(value.path == evaluator.path, _argued, value, owner, pending=value)


def generic(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    """The same, but only if that base type has type parameters at all."""
    if value.kind != "instance" or (value.path, value.name) == (owner.path, owner.name):
        return value
    item = evaluator.reads.item(owner.path, owner.name)
    return argued(evaluator, value, owner) if item is not None and item.type_params else value


def _argued(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    if not evaluator.enter():
        return value
    found = _above(evaluator, value, owner)
    evaluator.leave()
    return found


def _above(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    from parsing.linking import calls

    item = evaluator.reads.item(value.path, value.name)
    frame = Frame("", value) if value.args else NOWHERE
    for each in item.bases if item is not None else ():
        for base in evaluator.values(value.path, each, frame)[:1]:
            if base.kind == "type" and base._replace(args=()) == owner:
                return calls.instance_of(evaluator, base)
            if base.kind == "class" and owner in resolution.linear(evaluator, base.path, base.name):
                return argued(evaluator, base._replace(kind="instance"), owner)
    return value
