"""Type variables: what the arguments of a call, or the bases of a class, say that they stand for."""

from typing import TYPE_CHECKING

from parsing.linking import members
from parsing.linking.values import ASSUMED, NOWHERE, Argument, Frame, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_OF_CLASS = ("type[", "Type[", "typing.Type[")  # `cls: type[T]`


def type_variable(constraints: list[Values], given: list[Argument]) -> Value:
    """`TypeVar("T", A, B)` or `TypeVar("T", bound=A)`."""
    bound = [argument.values for argument in given if argument.keyword == "bound"]
    return Value("type", name="variable", args=tuple(bound or constraints))


def name_of(annotation: str) -> str:
    """The name in `T` and in `type[T]`; '' of any other annotation."""
    for start in _OF_CLASS:
        if annotation.startswith(start):
            annotation = annotation[len(start) : -1]
    if annotation.startswith("<.") and annotation.endswith(">"):  # a name inside a class
        annotation = annotation[2:-1].rpartition(":")[2]
    return annotation if annotation.isidentifier() else ""


def variable(evaluator: "Evaluator", path: str, annotation: str, values: Values) -> tuple[str, Values] | None:
    """The type variable of a parameter and the types of what it is given; None where its type is an ordinary one."""
    name = name_of(annotation)
    before = evaluator.how
    known = evaluator.values(path, annotation if annotation[:1] == "<" else name)
    evaluator.how = before | (evaluator.how & ASSUMED)
    if any(value.kind != "type" or value.name != "variable" for value in known):
        return None
    types = (
        values
        if annotation != name and annotation[:1] != "<"
        else tuple(kind for value in values for kind in _type_of(value))
    )
    classes = tuple(value for value in types if value.kind in {"class", "type"})
    return (name, classes) if classes else None


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


def argued(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    """The receiver as the type above it that has the member, with the type arguments that it gives that one."""
    if value.kind != "instance" or (value.path, value.name) == (owner.path, owner.name):
        return value
    return evaluator.once(value.path == evaluator.path, _argued, value, owner, pending=value)


def generic(evaluator: "Evaluator", value: Value, owner: Value) -> Value:
    """The same, only where that type has type parameters at all."""
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
            if base.kind == "class" and owner in members.linear(evaluator, base.path, base.name):
                return argued(evaluator, base._replace(kind="instance"), owner)
    return value
