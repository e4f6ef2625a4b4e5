"""How Go's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.go import values

SHAPES = {
    "identifier": Shape("name"),
    "field_identifier": Shape("name"),
    "package_identifier": Shape("name"),
    "type_identifier": Shape("name"),
    "selector_expression": Shape("member", ("operand", "field")),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "index_expression": Shape("index", ("operand", "index")),
    "type_instantiation_expression": Shape("inner", ("type",)),
    "slice_expression": Shape("inner", ("operand",)),
    "parenthesized_expression": Shape("inner"),
    "unary_expression": Shape(values.unary),
    "binary_expression": Shape("inner", ("left",)),
    "composite_literal": Shape("made", ("type",)),
    "type_conversion_expression": Shape(values.conversion, ("type",)),
    "type_assertion_expression": Shape("made", ("type",)),
    "func_literal": Shape(values.function),
    "interpreted_string_literal": Shape("literal", ("str",)),
    "raw_string_literal": Shape("literal", ("str",)),
    "rune_literal": Shape("literal", ("int",)),
    "int_literal": Shape("literal", ("int",)),
    "float_literal": Shape("literal", ("float",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "function_declaration": Definable("function", returns="result", bodiless=True),
    "method_declaration": Definable("function", returns="result", bodiless=True),
    "method_elem": Definable("function", returns="result", bodiless=True),
    "func_literal": Definable("lambda", returns="result"),
    "type_spec": Definable(
        "class", body="type", kinds={"struct_type": "struct", "interface_type": "interface"}, sealed=True
    ),
}

ALIKE = frozenset({"call_expression"})
