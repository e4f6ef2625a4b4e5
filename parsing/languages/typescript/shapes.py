"""What TypeScript adds to JavaScript's shapes."""

from parsing.language import Definable, Shape
from parsing.languages.javascript import shapes as javascript
from parsing.languages.typescript import values

SHAPES = {
    **javascript.SHAPES,
    "type_identifier": Shape("name"),
    "nested_identifier": Shape("name"),
    "as_expression": Shape(values.seen_as),
    "satisfies_expression": Shape("inner"),
    "type_assertion": Shape(values.asserted),
    "non_null_expression": Shape("inner"),
    "instantiation_expression": Shape("inner"),
}

DEFINABLES = {
    **javascript.DEFINABLES,
    "function_signature": Definable("function", bodiless=True),
    "method_signature": Definable("function", bodiless=True),
    "abstract_method_signature": Definable("function", bodiless=True),
    "call_signature": Definable("function", bodiless=True),
    "construct_signature": Definable("function", returns="type", bodiless=True),
    "abstract_class_declaration": Definable("class", sealed=True),
    "interface_declaration": Definable("class", kind="interface", sealed=True),
    "type_alias_declaration": Definable("class", kind="type_alias", body="value", sealed=True),
    "enum_declaration": Definable("class", kind="enum", sealed=True),
    "internal_module": Definable("namespace", kind="module", bodiless=True),
    "module": Definable("namespace", kind="module", bodiless=True),
}
