"""How Rust's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.rust import paths, values

SHAPES = {
    "identifier": Shape("name"),
    "type_identifier": Shape("name"),
    "field_identifier": Shape("name"),
    "shorthand_field_identifier": Shape("name"),
    "self": Shape("name"),
    "scoped_identifier": Shape(paths.path),
    "generic_function": Shape("inner", ("function",)),
    "field_expression": Shape(values.member),
    "call_expression": Shape(values.call, ("function", "arguments")),
    "macro_invocation": Shape(values.macro, ("macro", "token_tree")),
    "token_tree": Shape(values.tokens, ("name", "arguments")),
    "index_expression": Shape(values.index),
    "try_expression": Shape(values.unwrapped),
    "await_expression": Shape(values.unwrapped),
    "reference_expression": Shape(values.borrowed),
    "unary_expression": Shape(values.unary),
    "parenthesized_expression": Shape(values.borrowed),
    "type_cast_expression": Shape("made", ("type",)),
    "binary_expression": Shape("inner", ("left",)),
    "struct_expression": Shape(values.structure),
    "block": Shape(values.block),
    "unsafe_block": Shape("inner"),
    "async_block": Shape("inner"),
    "if_expression": Shape(values.branches),
    "match_expression": Shape(values.matched),
    "closure_expression": Shape("definition"),
    "array_expression": Shape("container", ("list",)),
    "tuple_expression": Shape("container", ("tuple",)),
    "string_literal": Shape("literal", ("str",)),
    "raw_string_literal": Shape("literal", ("str",)),
    "char_literal": Shape("literal", ("char",)),
    "integer_literal": Shape("literal", ("int",)),
    "float_literal": Shape("literal", ("float",)),
    "boolean_literal": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "function_item": Definable("function"),
    "function_signature_item": Definable("function", bodiless=True),
    "closure_expression": Definable("lambda"),
    "macro_definition": Definable("function", "function", params="", returns="", body="macro_rule"),
    "const_item": Definable("function", "constant", params="", returns="", body="", bodiless=True),
    "struct_item": Definable("class", "struct", params="", returns="", sealed=True, bodiless=True),
    "enum_item": Definable("class", "enum", params="", returns="", sealed=True, bodiless=True),
    "union_item": Definable("class", "union", params="", returns="", sealed=True, bodiless=True),
    "trait_item": Definable("class", "trait", params="", returns="", sealed=True, bodiless=True),
    "mod_item": Definable("namespace", "module", params="", returns=""),
}
