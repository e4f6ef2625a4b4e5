"""Type variables of functions: what the arguments say that they stand for."""

from typing import TYPE_CHECKING

from parsing.linking.values import ASSUMED, Argument, Value, Values

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
