"""C++'s syntax nodes as expressions: what it adds to C."""

from parsing.language import Definable, Shape
from parsing.languages import c
from parsing.languages.cpp import types, values

SHAPES = {
    **c.shapes.SHAPES,
    "this": Shape("name"),
    "namespace_identifier": Shape("name"),
    "qualified_identifier": Shape(types.qualified),
    "template_type": Shape(types.template),
    "template_function": Shape("inner", ("name",)),
    "dependent_type": Shape("inner"),
    "dependent_name": Shape("inner"),
    "class_specifier": Shape(c.types.structure),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "new_expression": Shape(values.new, ("type", "arguments")),
    "declaration": Shape(values.constructed, ("type", "declarator")),
    "field_initializer": Shape(values.initialised, ("name", "arguments")),
    "field_expression": Shape(values.member, ("argument", "field")),
    "subscript_expression": Shape(values.element, ("argument",)),
    "initializer_list": Shape("literal", ("list",)),
    "lambda_expression": Shape("definition"),
    "user_defined_literal": Shape("literal", ("string",)),
    "raw_string_literal": Shape("literal", ("string",)),
    "nullptr": Shape("literal", ("null",)),
}

DEFINABLES = {
    **c.shapes.DEFINABLES,
    "function_definition": Definable("function", returns="type", bodiless=True, before="field_initializer_list"),
    "field_declaration": Definable("function", returns="type", bodiless=True),
    "namespace_definition": Definable("namespace", kind="module", params=""),
    "class_specifier": Definable("class", params=""),
    "lambda_expression": Definable("lambda", returns="", params="declarator"),
}
