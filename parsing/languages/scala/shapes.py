"""How Scala's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.scala import types, values

SHAPES = {
    "identifier": Shape(values.name),
    "operator_identifier": Shape(values.name),
    "wildcard": Shape(values.placeholder),
    "field_expression": Shape(values.member),
    "generic_function": Shape(values.generic),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "infix_expression": Shape(values.infix, ("operator", "right")),
    "prefix_expression": Shape(values.prefix),
    "postfix_expression": Shape(values.postfix),
    "instance_expression": Shape(values.instance),
    "extends_clause": Shape(values.constructor),
    **dict.fromkeys(types.KINDS.split("|"), Shape(values.base)),
    "method_value": Shape("inner"),
    "lambda_expression": Shape("definition"),
    "case_block": Shape(values.cases),
    "indented_cases": Shape(values.cases),
    "parenthesized_expression": Shape("inner"),
    "block": Shape(values.block),
    "indented_block": Shape(values.block),
    "if_expression": Shape("either", ("consequence", "alternative")),
    "match_expression": Shape(values.matched),
    "for_expression": Shape(values.comprehension),
    "try_expression": Shape("inner", ("body",)),
    "vararg": Shape("inner"),
    "ascription_expression": Shape("made", ("type",)),
    "tuple_expression": Shape("container", ("tuple",)),
    "string": Shape("literal", ("java.lang.String",)),
    "interpolated_string_expression": Shape(values.interpolated),
    "integer_literal": Shape(values.number),
    "floating_point_literal": Shape(values.number),
    "character_literal": Shape("literal", ("char",)),
    "boolean_literal": Shape("literal", ("boolean",)),
    "null_literal": Shape("literal", ("null",)),
    "annotation": Shape(values.annotated),
}

_BEFORE = "class_parameters|extends_clause"
_CLASS = Definable("class", params="", returns="", before=_BEFORE, bodiless=True)
_FUNCTION = Definable("function", params=".", returns=types.result, before="parameters", bodiless=True)
_LAMBDA = Definable("lambda", params=".", returns="", body=".")
DEFINABLES = {
    "class_definition": _CLASS,
    "trait_definition": _CLASS._replace(kind="trait"),
    "object_definition": _CLASS,
    "package_object": _CLASS,
    "enum_definition": _CLASS._replace(kind="enum"),
    "full_enum_case": _CLASS,
    "given_definition": _CLASS,
    "instance_expression": Definable("class", name="", params="", returns="", body="template_body"),
    "class_parameters": Definable("function", called="new", params=".", returns="", bodiless=True),
    "function_definition": _FUNCTION,
    "function_declaration": _FUNCTION,
    "lambda_expression": Definable("lambda", params=".", returns="", body="", bodiless=True),
    "case_block": _LAMBDA,
    "indented_cases": _LAMBDA,
    "field_expression": _LAMBDA,
    "call_expression": _LAMBDA,
    "infix_expression": _LAMBDA,
}
