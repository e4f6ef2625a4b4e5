"""How JavaScript's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.javascript import values

SHAPES = {
    "identifier": Shape("name"),
    "property_identifier": Shape("name"),
    "private_property_identifier": Shape("name"),
    "shorthand_property_identifier": Shape("name"),
    "shorthand_property_identifier_pattern": Shape("name"),
    "default": Shape("name"),
    "this": Shape("name"),
    "super": Shape("name"),
    "member_expression": Shape(values.member, ("object", "property")),
    "subscript_expression": Shape("index", ("object", "index")),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "new_expression": Shape(values.new, ("constructor", "arguments")),
    "jsx_self_closing_element": Shape(values.element, ("name", "attribute")),
    "jsx_opening_element": Shape(values.element, ("name", "attribute")),
    "parenthesized_expression": Shape("inner"),
    "sequence_expression": Shape(values.last),
    "await_expression": Shape(values.awaited),
    "spread_element": Shape("inner"),
    "assignment_expression": Shape("inner", ("right",)),
    "binary_expression": Shape(values.binary),
    "ternary_expression": Shape("either", ("consequence", "alternative")),
    "object": Shape(values.written_object, ("dict", "pair")),
    "array": Shape(values.array, ("list",)),
    "function_expression": Shape("definition"),
    "generator_function": Shape("definition"),
    "arrow_function": Shape("definition"),
    "class": Shape("definition"),
    "string": Shape("literal", ("str",)),
    "template_string": Shape("literal", ("str",)),
    "number": Shape("literal", ("int",)),
    "regex": Shape("literal", ("regexp",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "function_declaration": Definable("function"),
    "generator_function_declaration": Definable("function"),
    "function_expression": Definable("lambda"),
    "generator_function": Definable("lambda"),
    "arrow_function": Definable("lambda", params="parameters|parameter"),
    "method_definition": Definable("function"),
    "class_declaration": Definable("class", sealed=True),
    "class": Definable("class", sealed=True),
    "object": Definable("object", bodiless=True),
}

ALIKE = frozenset({"call_expression", "new_expression"})
