"""How C's syntax nodes become expressions: data for `parsing.expressions`. Types are among them."""

from parsing.language import Definable, Shape
from parsing.languages.c import types, values

SHAPES = {
    "identifier": Shape("name"),
    "field_identifier": Shape("name"),
    "type_identifier": Shape("name"),
    "primitive_type": Shape(types.primitive),
    "sized_type_specifier": Shape(types.primitive),
    "struct_specifier": Shape(types.structure),
    "union_specifier": Shape(types.structure),
    "enum_specifier": Shape(types.structure),
    "type_descriptor": Shape("inner", ("type",)),
    "field_expression": Shape(values.member, ("argument", "field")),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "subscript_expression": Shape(values.element, ("argument",)),
    "pointer_expression": Shape("inner", ("argument",)),
    "parenthesized_expression": Shape("inner"),
    "cast_expression": Shape(values.made, ("type",)),
    "compound_literal_expression": Shape(values.made, ("type",)),
    "assignment_expression": Shape("inner", ("right",)),
    "conditional_expression": Shape("either", ("consequence", "alternative")),
    "comma_expression": Shape("inner", ("right",)),
    "binary_expression": Shape(values.binary),
    "unary_expression": Shape("inner", ("argument",)),
    "update_expression": Shape("inner", ("argument",)),
    "sizeof_expression": Shape("literal", ("size_t",)),
    "number_literal": Shape(values.number),
    "char_literal": Shape("literal", ("char",)),
    "string_literal": Shape("literal", ("string",)),
    "concatenated_string": Shape("literal", ("string",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
    "null": Shape("literal", ("null",)),
}

DEFINABLES = {
    "function_definition": Definable("function", returns="type", bodiless=True),
    "declaration": Definable("function", returns="type", bodiless=True),
    "preproc_function_def": Definable("function", returns="", bodiless=True),
    "struct_specifier": Definable("class", "struct", params=""),
    "union_specifier": Definable("class", "union", params=""),
    "enum_specifier": Definable("class", "enum", params=""),
}
