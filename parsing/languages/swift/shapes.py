"""How Swift's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.swift import types, values

SHAPES = {
    "simple_identifier": Shape(values.name),
    "self_expression": Shape("name"),
    "super_expression": Shape("name"),
    "navigation_expression": Shape(values.member),
    "call_expression": Shape(values.call),
    "constructor_expression": Shape(values.call),
    "prefix_expression": Shape(values.implied),
    "postfix_expression": Shape("inner", ("target",)),
    "try_expression": Shape("inner", ("expr",)),
    "await_expression": Shape("inner", ("expr",)),
    "directly_assignable_expression": Shape("inner"),
    "tuple_expression": Shape(values.tupled),
    "as_expression": Shape(values.cast),
    "ternary_expression": Shape("either", ("if_true", "if_false")),
    "nil_coalescing_expression": Shape("either", ("value", "if_nil")),
    "if_statement": Shape(values.chosen),
    "switch_statement": Shape(values.chosen),
    "statements": Shape(values.last),
    "control_transfer_statement": Shape("inner", ("result",)),
    "check_expression": Shape("literal", ("Bool",)),
    "equality_expression": Shape("literal", ("Bool",)),
    "comparison_expression": Shape("literal", ("Bool",)),
    "conjunction_expression": Shape("literal", ("Bool",)),
    "disjunction_expression": Shape("literal", ("Bool",)),
    "boolean_literal": Shape("literal", ("Bool",)),
    "integer_literal": Shape("literal", ("Int",)),
    "real_literal": Shape("literal", ("Double",)),
    "line_string_literal": Shape("literal", ("String",)),
    "multi_line_string_literal": Shape("literal", ("String",)),
    "raw_string_literal": Shape("literal", ("String",)),
    "array_literal": Shape(values.literal),
    "array_type": Shape(values.single),
    "dictionary_type": Shape(types.annotation),
    "dictionary_literal": Shape("literal", ("Dictionary",)),
    "lambda_literal": Shape("definition"),
    "user_type": Shape(types.annotation),
    "attribute": Shape(values.attribute),
}

_FUNCTION = Definable("function", params=".", returns=types.result, bodiless=True)
DEFINABLES = {
    "class_declaration": Definable("class", types.kind, params="", bodiless=True),
    "protocol_declaration": Definable("class", "interface", params="", bodiless=True),
    "function_declaration": _FUNCTION,
    "protocol_function_declaration": _FUNCTION,
    "init_declaration": _FUNCTION._replace(returns=""),
    "deinit_declaration": _FUNCTION._replace(returns=""),
    "subscript_declaration": _FUNCTION._replace(body="computed_property"),
    "property_declaration": _FUNCTION._replace(body="computed_value"),
    "lambda_literal": Definable("lambda", params=".", returns="", body="", bodiless=True),
}
