"""How Python's syntax nodes become expressions: data for `parsing.expressions`."""

from parsing.language import Definable, Shape

SHAPES = {
    "identifier": Shape("name"),
    "dotted_name": Shape("name"),
    "attribute": Shape("member", ("object", "attribute")),
    "call": Shape("call", ("function", "arguments")),
    "subscript": Shape("index", ("value", "subscript")),
    "parenthesized_expression": Shape("inner"),
    "await": Shape("inner"),
    "named_expression": Shape("inner", ("value",)),
    "assignment": Shape("inner", ("right",)),
    "binary_operator": Shape("either", ("left", "right")),
    "boolean_operator": Shape("either", ("left", "right")),
    "conditional_expression": Shape("branches"),
    "case_pattern": Shape("inner"),
    "class_pattern": Shape("inner"),
    "union_pattern": Shape("either"),
    "slice": Shape("slice"),
    "lambda": Shape("definition"),
    "string": Shape("literal", ("str",)),
    "concatenated_string": Shape("literal", ("str",)),
    "integer": Shape("literal", ("int",)),
    "float": Shape("literal", ("float",)),
    "true": Shape("literal", ("bool",)),
    "false": Shape("literal", ("bool",)),
    "list": Shape("container", ("list",)),
    "set": Shape("container", ("set",)),
    "tuple": Shape("container", ("tuple",)),
    "expression_list": Shape("container", ("tuple",)),
    "dictionary": Shape("pairs", ("dict", "pair")),
    "list_comprehension": Shape("comprehension", ("list",)),
    "set_comprehension": Shape("comprehension", ("set",)),
    "dictionary_comprehension": Shape("comprehension", ("dict",)),
    "generator_expression": Shape("comprehension", ("generator",)),
}

DEFINABLES = {
    "function_definition": Definable("function"),
    "class_definition": Definable("class"),
    "lambda": Definable("lambda"),
}

PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target", "list_splat_pattern"})

ALIKE = frozenset({"call"})
