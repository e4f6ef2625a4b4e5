"""Python's statements: parameters, annotations, imports and everything that binds a name."""

import re
from functools import lru_cache
from inspect import cleandoc

from tree_sitter import Node

from graph.facts import Param
from parsing.expressions import Expressions, nth
from parsing.language import Base, Bound, Imported, Traits
from parsing.languages.python import narrowing
from parsing.terms import LONGEST

DOCSTRING = 2000  # characters kept
_IDENTIFIER = re.compile(r"\w+")
_GENERIC = re.compile(r"(?:\w+\.)*(?:Generic|Protocol)\[([\w,]+)\]")
_VARIABLE = re.compile(r"(?<=[\[,])(_?[A-Z]{1,2}\d?(?:_co|_contra)?)(?=[\],])")  # the usual names of type variables
_NAMES = re.compile(r"\((?:\w++(?:, \w++)*+(?:, \*\w++)?+(?:, \*\*\w++)?+|\*\w++(?:, \*\*\w++)?+|\*\*\w++)?+\)")
_STARRED = re.compile(r"(\*{0,2})(\w++)")
_SPLATS = {"list_splat_pattern", "dictionary_splat_pattern"}
_TYPE = re.compile(r"[\w.\[\],|*]*")
_SPACE_OR_QUOTE = re.compile(r"[\s'\"]+")
_FLAGS = {  # by the last part of a decorator's name
    "property": {"property", "cached_property", "abstractproperty", "lazyproperty", "hybrid_property", "reify"},
    "context": {"contextmanager", "asynccontextmanager"},
    "abstract": {"abstractmethod", "abstractproperty"},
    "overload": {"overload"},
    "accessor": {"setter", "deleter"},
}
_EMPTY = {"<'dict>", "<'list>", "<'set>", "<'tuple>"}
_GROWING = {  # method -> what it adds to the container, given its last argument
    **dict.fromkeys(("append", "appendleft", "insert"), "{{list:{}}}"),
    "add": "{{set:{}}}",
    **dict.fromkeys(("extend", "update"), "{}"),
}
_OF_CLASS = {"__new__", "__init_subclass__", "__class_getitem__"}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    text = expressions.text(node)
    return _names(text) if _NAMES.fullmatch(text) else _parameters(expressions, node)


@lru_cache(1 << 12)
def _names(text: str) -> tuple[Param, ...]:
    """`(self, x, *args, **kwargs)`: the plain form of most parameter lists."""
    return tuple(Param(name, kind, "", "") for kind, name in _STARRED.findall(text))


def _parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    found: list[Param] = []
    keyword_only = False
    for child in node.named_children:
        if child.type == "keyword_separator":
            keyword_only = True
        elif child.type == "positional_separator":
            found = [param._replace(kind="/") for param in found]
        elif child.type not in {"comment", "ERROR"}:
            param = _parameter(expressions, child)
            found.append(param._replace(kind="=") if keyword_only and not param.kind else param)
            keyword_only = keyword_only or param.kind == "*"
    return tuple(found)


def _parameter(expressions: Expressions, node: Node) -> Param:
    if node.type == "identifier":
        return Param(expressions.text(node), "", "", "")
    named = node.child_by_field_name("name") or (node.named_children[0] if node.named_children else node)
    text = expressions.text(named if node.type not in _SPLATS else node)
    name = text.lstrip("*")
    kind = text[: len(text) - len(name)]
    default = expressions.of(node.child_by_field_name("value"))
    return Param(name, kind, annotation(expressions, node.child_by_field_name("type")), default)


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression: without quotes and spaces, a Python annotation already has that form."""
    if node is None or node.end_byte - node.start_byte > 300:  # noqa: PLR2004 (the limit of an expression)
        return ""
    text = _SPACE_OR_QUOTE.sub("", expressions.text(node))
    return text if _TYPE.fullmatch(text) and text.count("[") == text.count("]") else ""


def bases(expressions: Expressions, node: Node) -> list[Base]:
    listed = node.child_by_field_name("superclasses")
    return [
        Base(expressions.of(child), child)
        for child in (listed.named_children if listed is not None else ())
        if child.type not in {"keyword_argument", "comment"}
    ]


def type_params(expressions: Expressions, node: Node, written: tuple[str, ...]) -> tuple[str, ...]:
    """`class C[T]`, or `class C(Generic[T])`."""
    listed = node.child_by_field_name("type_parameters")
    if listed is not None:
        return tuple(
            _IDENTIFIER.findall(expressions.text(each))[0] for each in listed.named_children if each.type == "type"
        )
    generic = next((match for base in written if (match := _GENERIC.fullmatch(base))), None)
    if generic is not None:
        return tuple(generic[1].split(","))
    return tuple(dict.fromkeys(name for base in written if "[" in base for name in _VARIABLE.findall(base)))


def made_of(expressions: Expressions, node: Node) -> str:
    """For a `NamedTuple`, the tuple of its field types."""
    above = {base.expression.rpartition(".")[2] for base in bases(expressions, node)}
    body = node.child_by_field_name("body")
    if "NamedTuple" not in above or body is None:
        return ""
    fields = [line for each in body.named_children if (line := nth(each)) is not None and line.type == "assignment"]
    kinds = [kind for field in fields if (kind := field.child_by_field_name("type")) is not None]
    return f"<%tuple>[{','.join(annotation(expressions, kind) or '<%any>' for kind in kinds)}]" if kinds else ""


def documented(body: Node) -> Node | None:
    place, first = 0, nth(body)
    while first is not None and first.type == "comment":
        place, first = place + 1, nth(body, place + 1)
    string = nth(first) if first is not None and first.type == "expression_statement" else None
    return string if string is not None and string.type == "string" else None


def docstring(expressions: Expressions, node: Node) -> str:
    string = documented(node.child_by_field_name("body") or node)
    if string is None:
        return ""
    text = "".join(expressions.text(child) for child in string.named_children if child.type == "string_content")
    return (cleandoc(text) if "\n" in text else text.strip())[:DOCSTRING]


def traits(expressions: Expressions, node: Node, decorators: tuple[str, ...]) -> Traits:
    told = _told(decorators)
    of_class = told.receiver and expressions.text(node.child_by_field_name("name") or node) in _OF_CLASS
    return Traits("class", told.flags) if of_class else told


@lru_cache(1 << 10)
def _told(decorators: tuple[str, ...]) -> Traits:
    last = {decorator.partition("(")[0].rpartition(".")[2] for decorator in decorators}
    flags = tuple(flag for flag, names in _FLAGS.items() if last & names)
    if "staticmethod" in last:
        return Traits("", flags)
    return Traits("class" if "classmethod" in last else "instance", flags)


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    if node.type == "import_statement":
        return [_import(expressions, name) for name in node.children_by_field_name("name")]
    module = node.child_by_field_name("module_name")
    spec = "".join(expressions.text(module).split()) if module else ""
    if any(child.type == "wildcard_import" for child in node.named_children):
        return [Imported("", spec, "*")]
    return [_from(expressions, spec, name) for name in node.children_by_field_name("name")]


def _import(expressions: Expressions, node: Node) -> Imported:
    alias = node.child_by_field_name("alias")
    whole = expressions.text(node.child_by_field_name("name") or node)
    if alias is not None:
        return Imported(expressions.text(alias), whole, "")
    first = whole.partition(".")[0]
    return Imported(first, first, "", whole)


def _from(expressions: Expressions, spec: str, node: Node) -> Imported:
    name = expressions.text(node.child_by_field_name("name") or node)
    alias = node.child_by_field_name("alias")
    return Imported(expressions.text(alias) if alias else name, spec, name)


def outer(expressions: Expressions, node: Node) -> tuple[str, list[str]]:
    kind = "global" if node.type == "global_statement" else "nonlocal"
    return kind, [expressions.text(child) for child in node.named_children]


def yielded(expressions: Expressions, node: Node) -> str:
    value = expressions.of(nth(node))
    return f"({value})[*]" if value and any(child.type == "from" for child in node.children) else value


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """The implicit calls of a loop, a `with` or a `raise`."""
    if node.type == "raise_statement":
        raised = nth(node)
        value = expressions.of(raised) if raised is not None and raised.type in {"identifier", "attribute"} else ""
        return [f"{value}()"] if value else []
    if node.type == "with_item":
        value = expressions.of(_managed(node))
        return [f"({value}).__enter__()", f"({value}).__exit__()"] if value else []
    value = expressions.of(node.child_by_field_name("right"))
    return [f"({value}).__iter__()", f"({value}).__iter__().__next__()"] if value else []


def _managed(item: Node) -> Node | None:
    value = item.child_by_field_name("value")
    return nth(value) if value is not None and value.type == "as_pattern" else value


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return _BINDS[node.type](expressions, node)


def _assignment(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return []
    if left.type == "subscript":
        return _put(expressions, left, expressions.of(right))
    plain = right is not None and node.named_child_count == 2  # noqa: PLR2004 (no type between the two)
    kind = None if plain else node.child_by_field_name("type")
    value = expressions.of(right)
    if right is not None and value in _EMPTY and (parts := expressions.table(right)):
        return [Bound(left, part, "" if place else annotation(expressions, kind)) for place, part in enumerate(parts)]
    return [Bound(left, value, annotation(expressions, kind))]


def _put(expressions: Expressions, target: Node, value: str) -> list[Bound]:
    """After `x[key] = y`, x is what it was before, or a dictionary that holds y under the key."""
    current: Node | None = target
    while value and current is not None and current.type == "subscript":
        key = current.child_by_field_name("subscript")
        value = f"{{dict:{expressions.key(key) if key else '?'}={value}}}"
        current = current.child_by_field_name("value")
    if not value or current is None or current.type not in {"identifier", "attribute"} or len(value) > LONGEST:
        return []
    return [Bound(current, f"{expressions.text(current)}|{value}", narrows=True)]


def _grown(expressions: Expressions, node: Node) -> list[Bound]:
    """After `x.append(y)` or `x.update(y)`, x is what it was before, or a container that holds y."""
    call = nth(node)
    method = call.child_by_field_name("function") if call is not None else None
    name = method.child_by_field_name("attribute") if method is not None else None
    rule = _GROWING.get(expressions.text(name)) if name is not None else None
    if rule is None or call is None or method is None:
        return []
    target, given = method.child_by_field_name("object"), call.child_by_field_name("arguments")
    if target is None or given is None or target.type not in {"identifier", "attribute"}:
        return []
    value = expressions.of(nth(given, given.named_child_count - 1))
    if not value or value.startswith(("<'", '<"')) or len(value) > LONGEST:
        return []
    return [Bound(target, f"{expressions.text(target)}|{rule.format(value)}", narrows=True)]


def _augmented(expressions: Expressions, node: Node) -> list[Bound]:
    """`x += y` keeps the type of x; only additions to `__all__` matter."""
    left = node.child_by_field_name("left")
    return [Bound(left, "")] if left is not None and expressions.text(left) == "__all__" else []


def _named(expressions: Expressions, node: Node) -> list[Bound]:
    name = node.child_by_field_name("name")
    return [Bound(name, expressions.of(node.child_by_field_name("value")))] if name else []


def _type_alias(expressions: Expressions, node: Node) -> list[Bound]:
    left = node.child_by_field_name("left")
    name = nth(left) if left is not None else None
    if name is not None and name.type == "generic_type":
        name = nth(name)
    value = annotation(expressions, node.child_by_field_name("right"))
    return [Bound(name, value, kind="type_alias")] if name is not None else []


def _loop(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return []
    return [Bound(left, _iterated(expressions, right), after=left.end_byte)]


def _comprehension(expressions: Expressions, node: Node) -> list[Bound]:
    left, right, around = node.child_by_field_name("left"), node.child_by_field_name("right"), node.parent
    if left is None or right is None or around is None:
        return []
    place = sum(
        1 for child in around.named_children if child.type == "for_in_clause" and child.start_byte < node.start_byte
    )
    after = around.start_byte + min(place, 1) - 1  # later clauses see the names of the first
    return [Bound(left, _iterated(expressions, right), after=after, until=around.end_byte, only=True)]


def _iterated(expressions: Expressions, node: Node) -> str:
    value = expressions.of(node)
    return f"({value})[*]" if value else ""


def _alias(expressions: Expressions, node: Node) -> list[Bound]:
    alias, around = node.child_by_field_name("alias"), node.parent
    if alias is None and around is not None and around.type == "case_pattern":
        alias = nth(node, node.named_child_count - 1)
    if alias is None or around is None:
        return []
    value = expressions.of(node.named_children[0])
    if around.type == "with_item":
        return [Bound(alias, f"({value}).{_enter(around)}()" if value else "")]
    if around.type in {"except_clause", "except_group_clause"}:
        return [Bound(alias, narrowing.instance(value), until=around.end_byte, only=True)]
    return [Bound(alias, narrowing.instance(value))]


def _enter(item: Node) -> str:
    clause = item.parent
    statement = clause.parent if clause is not None else None
    return "__aenter__" if statement is not None and statement.children[0].type == "async" else "__enter__"


_BINDS = {
    "expression_statement": _grown,
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "named_expression": _named,
    "type_alias_statement": _type_alias,
    "for_statement": _loop,
    "for_in_clause": _comprehension,
    "as_pattern": _alias,
    "if_statement": narrowing.condition,
    "elif_clause": narrowing.condition,
    "while_statement": narrowing.condition,
    "conditional_expression": narrowing.conditional,
    "boolean_operator": narrowing.operator,
    "if_clause": narrowing.filtered,
    "assert_statement": narrowing.assertion,
    "case_clause": narrowing.case,
}
