"""How Lua's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.lua import statements

SHAPES = {
    "identifier": Shape("name"),
    "dot_index_expression": Shape("member", ("table", "field")),
    "method_index_expression": Shape("member", ("table", "method")),
    "bracket_index_expression": Shape(statements.element),
    "function_call": Shape(statements.call, ("name", "arguments")),
    "expression_list": Shape("inner"),
    "parenthesized_expression": Shape("inner"),
    "binary_expression": Shape(statements.binary),
    "table_constructor": Shape(statements.table),
    "function_definition": Shape(statements.function),
    "string": Shape("literal", ("str",)),
    "number": Shape("literal", ("int",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "assignment_statement": Definable("class", params="", returns="", body="", bodiless=True),
    "function_declaration": Definable("function", returns="", bodiless=True),
    "function_definition": Definable("function", returns="", bodiless=True),
}
