"""How Java's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.java import values

SHAPES = {
    "identifier": Shape("name"),
    "type_identifier": Shape("name"),
    "this": Shape("name"),
    "super": Shape("name"),
    "field_access": Shape(values.member, ("object", "field")),
    "scoped_identifier": Shape("member", ("scope", "name")),
    "method_invocation": Shape(values.call, ("name", "arguments")),
    "object_creation_expression": Shape(values.made, ("type", "arguments")),
    "explicit_constructor_invocation": Shape(values.constructor, ("constructor", "arguments")),
    "enum_constant": Shape(values.constant, ("name", "arguments")),
    "array_access": Shape("index", ("array", "index")),
    "array_creation_expression": Shape(values.array),
    "parenthesized_expression": Shape("inner"),
    "cast_expression": Shape("made", ("type",)),
    "assignment_expression": Shape("inner", ("right",)),
    "ternary_expression": Shape("either", ("consequence", "alternative")),
    "switch_expression": Shape(values.chosen),
    "binary_expression": Shape(values.binary),
    "unary_expression": Shape(values.unary),
    "update_expression": Shape("inner"),
    "instanceof_expression": Shape("literal", ("boolean",)),
    "method_reference": Shape(values.reference),
    "lambda_expression": Shape("definition"),
    "class_literal": Shape(values.class_object),
    "string_literal": Shape("literal", ("java.lang.String",)),
    "character_literal": Shape("literal", ("char",)),
    "decimal_integer_literal": Shape(values.number),
    "hex_integer_literal": Shape(values.number),
    "octal_integer_literal": Shape(values.number),
    "binary_integer_literal": Shape(values.number),
    "decimal_floating_point_literal": Shape(values.number),
    "true": Shape("literal", ("boolean",)),
    "false": Shape("literal", ("boolean",)),
    "null_literal": Shape("literal", ("null",)),
    "annotation": Shape(values.annotated),
    "marker_annotation": Shape(values.annotated),
}

DEFINABLES = {
    "class_declaration": Definable("class"),
    "interface_declaration": Definable("class", "interface"),
    "annotation_type_declaration": Definable("class", "interface"),
    "enum_declaration": Definable("class", "enum"),
    "record_declaration": Definable("class", params=""),
    "object_creation_expression": Definable("class", name="", params="", body="class_body"),
    "enum_constant": Definable("class", name="", params="", body="class_body"),
    "method_declaration": Definable("function", returns="type", bodiless=True),
    "annotation_type_element_declaration": Definable("function", returns="type", bodiless=True),
    "constructor_declaration": Definable("function", called="new"),
    "compact_constructor_declaration": Definable("function", params="name", called="new"),
    "lambda_expression": Definable("lambda", returns=""),
}

ALIKE = frozenset({"method_invocation"})
