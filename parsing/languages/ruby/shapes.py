"""How Ruby's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.ruby import values

SHAPES = {
    "identifier": Shape(values.name, ("name", "arguments")),
    "constant": Shape("name"),
    "scope_resolution": Shape(values.path),
    "self": Shape(values.this),
    "super": Shape(values.above, ("name", "arguments")),
    "instance_variable": Shape(values.field),
    "call": Shape(values.call, ("method", "arguments")),
    "element_reference": Shape(values.element),
    "assignment": Shape(values.right),
    "operator_assignment": Shape(values.right),
    "binary": Shape(values.binary),
    "conditional": Shape("either", ("consequence", "alternative")),
    "parenthesized_statements": Shape(values.last),
    "body_statement": Shape(values.last),
    "block_body": Shape(values.last),
    "then": Shape(values.last),
    "else": Shape(values.last),
    "begin": Shape(values.last),
    "if": Shape("either", ("consequence", "alternative")),
    "elsif": Shape("either", ("consequence", "alternative")),
    "unless": Shape("either", ("consequence", "alternative")),
    "if_modifier": Shape("inner", ("body",)),
    "unless_modifier": Shape("inner", ("body",)),
    "rescue_modifier": Shape("inner", ("body",)),
    "case": Shape(values.chosen),
    "when": Shape("inner", ("body",)),
    "array": Shape("container", ("list",)),
    "hash": Shape("pairs", ("dict", "pair")),
    "string": Shape("literal", ("str",)),
    "simple_symbol": Shape(values.symbol),
    "hash_key_symbol": Shape(values.symbol),
    "integer": Shape("literal", ("int",)),
    "float": Shape("literal", ("float",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
}

DEFINABLES = {
    "class": Definable("class", params="", returns="", bodiless=True),
    "module": Definable("class", "trait", params="", returns="", bodiless=True),
    "assignment": Definable("class", name="left", params="", returns="", body="right"),
    "method": Definable("function", params="parameters|name", returns="", bodiless=True),
    "singleton_method": Definable("function", params="parameters|name", returns="", bodiless=True),
    "call": Definable("function", name="method", params="parameters|body", returns="", body="block"),
}
