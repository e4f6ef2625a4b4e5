"""How PHP's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape
from parsing.languages.php import types, values

SHAPES = {
    "variable_name": Shape("name"),
    "name": Shape(types.named),
    "qualified_name": Shape(types.named),
    "relative_name": Shape(types.named),
    "relative_scope": Shape(types.named),
    "member_access_expression": Shape(values.member),
    "nullsafe_member_access_expression": Shape(values.member),
    "scoped_property_access_expression": Shape(values.member),
    "class_constant_access_expression": Shape(values.constant),
    "function_call_expression": Shape(values.call, ("function", "arguments")),
    "member_call_expression": Shape(values.call, ("name", "arguments")),
    "nullsafe_member_call_expression": Shape(values.call, ("name", "arguments")),
    "scoped_call_expression": Shape(values.call, ("name", "arguments")),
    "object_creation_expression": Shape(values.made, ("name", "arguments")),
    "anonymous_class": Shape("definition"),
    "anonymous_function": Shape("definition"),
    "arrow_function": Shape("definition"),
    "array_creation_expression": Shape(values.array),
    "subscript_expression": Shape(values.element),
    "assignment_expression": Shape("inner", ("right",)),
    "reference_assignment_expression": Shape("inner", ("right",)),
    "parenthesized_expression": Shape("inner"),
    "clone_expression": Shape("inner"),
    "conditional_expression": Shape(values.conditional),
    "binary_expression": Shape(values.binary),
    "match_expression": Shape(values.matched),
    "string": Shape("literal", ("str",)),
    "encapsed_string": Shape("literal", ("str",)),
    "integer": Shape("literal", ("int",)),
    "attribute": Shape(values.attribute),
}

DEFINABLES = {
    "class_declaration": Definable("class", params=""),
    "interface_declaration": Definable("class", "interface", params=""),
    "trait_declaration": Definable("class", "trait", params=""),
    "enum_declaration": Definable("class", "enum", params=""),
    "anonymous_class": Definable("class", name="", params=""),
    "function_definition": Definable("function"),
    "method_declaration": Definable("function", bodiless=True),
    "anonymous_function": Definable("lambda"),
    "arrow_function": Definable("lambda"),
}
