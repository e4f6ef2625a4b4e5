"""How Kotlin's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.kotlin import types, values

SHAPES = {
    "identifier": Shape(values.name),
    "this_expression": Shape(values.this),
    "super_expression": Shape(values.parent),
    "navigation_expression": Shape(values.member),
    "call_expression": Shape(values.call),
    "infix_expression": Shape(values.infix),
    "constructor_invocation": Shape(values.constructor),
    "constructor_delegation_call": Shape(values.delegated),
    "enum_entry": Shape(values.constant),
    "index_expression": Shape(values.element),
    "callable_reference": Shape(values.reference),
    "lambda_literal": Shape("definition"),
    "anonymous_function": Shape("definition"),
    "getter": Shape("definition"),
    "annotated_lambda": Shape("inner"),
    "labeled_expression": Shape(values.last),
    "annotated_expression": Shape(values.last),
    "object_literal": Shape(values.literal_object),
    "parenthesized_expression": Shape("inner"),
    "spread_expression": Shape("inner"),
    "as_expression": Shape(values.cast),
    "unary_expression": Shape(values.unary),
    "binary_expression": Shape(values.binary),
    "is_expression": Shape("literal", ("boolean",)),
    "in_expression": Shape("literal", ("boolean",)),
    "if_expression": Shape(values.chosen),
    "when_expression": Shape(values.matched),
    "try_expression": Shape(values.tried),
    "block": Shape(values.last),
    "string_literal": Shape("literal", ("java.lang.String",)),
    "multiline_string_literal": Shape("literal", ("java.lang.String",)),
    "character_literal": Shape("literal", ("char",)),
    "number_literal": Shape(values.number),
    "float_literal": Shape(values.number),
    "annotation": Shape(values.annotated),
}

_BEFORE = "primary_constructor|delegation_specifiers"
_PARAMETERS = "function_value_parameters"
DEFINABLES = {
    "class_declaration": Definable(
        "class", types.kind, params="", body="class_body|enum_class_body", before=_BEFORE, bodiless=True
    ),
    "object_declaration": Definable("class", params="", body="class_body", before=_BEFORE, bodiless=True),
    "companion_object": Definable(
        "class", called=types.COMPANION, params="", body="class_body", before=_BEFORE, bodiless=True
    ),
    "object_literal": Definable("class", name="", params="", body="class_body", bodiless=True),
    "enum_entry": Definable("class", name="", params="", body="class_body"),
    "class_parameters": Definable("function", called="new", params=".", returns="", bodiless=True),
    "secondary_constructor": Definable(
        "function",
        called="new",
        params=_PARAMETERS,
        returns="",
        body="block",
        before="constructor_delegation_call",
        bodiless=True,
    ),
    "function_declaration": Definable(
        "function", params=_PARAMETERS, returns=types.result, body="function_body", bodiless=True
    ),
    "property_declaration": Definable("function", params=".", returns=types.result, body="getter", bodiless=True),
    "lambda_literal": Definable("lambda", params=".", returns="", body="", bodiless=True),
    "anonymous_function": Definable("lambda", params=_PARAMETERS, returns=types.result, body="function_body"),
    "getter": Definable("lambda", params="", returns="", body="function_body"),
    "setter": Definable("lambda", params=_PARAMETERS, returns="", body="function_body"),
}
