"""How Zig's syntax nodes become expressions: data for `parsing.expressions`. Types are values."""

from parsing.language import Definable, Shape
from parsing.languages.zig import values

SHAPES = {
    "identifier": Shape("name"),
    "field_expression": Shape(values.field, ("object", "member")),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "builtin_function": Shape(values.builtin),
    "index_expression": Shape(values.index),
    "try_expression": Shape("inner"),
    "catch_expression": Shape("inner"),
    "comptime_expression": Shape("inner"),
    "nosuspend_expression": Shape("inner"),
    "null_coercion_expression": Shape("inner"),
    "dereference_expression": Shape("inner"),
    "parenthesized_expression": Shape("inner"),
    "binary_expression": Shape("inner", ("left",)),  # `x orelse y`
    "unary_expression": Shape("inner", ("argument",)),
    "error_union_type": Shape("inner", ("ok",)),  # the grammar's parse of the callee in `!f(x)`
    "if_expression": Shape(values.branches),
    "struct_initializer": Shape(values.initialized),
    "anonymous_struct_initializer": Shape(values.initialized),
    "nullable_type": Shape(values.annotation),
    "pointer_type": Shape(values.annotation),
    "slice_type": Shape(values.annotation),
    "array_type": Shape(values.annotation),
    "function_signature": Shape(values.annotation),
    "struct_declaration": Shape("definition"),
    "union_declaration": Shape("definition"),
    "enum_declaration": Shape("definition"),
    "opaque_declaration": Shape("definition"),
    "error_set_declaration": Shape("definition"),
    "string": Shape("literal", ("str",)),
    "integer": Shape("literal", ("int",)),
    "float": Shape("literal", ("float",)),
    "boolean": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "function_declaration": Definable("function", returns="type", bodiless=True),
    "test_declaration": Definable("function", body="block"),
    "struct_declaration": Definable("class", "struct", body="."),
    "union_declaration": Definable("class", "union", body="."),
    "enum_declaration": Definable("class", "enum", body="."),
    "opaque_declaration": Definable("class", "struct", body="."),
    "error_set_declaration": Definable("class", "enum", body="."),
}
