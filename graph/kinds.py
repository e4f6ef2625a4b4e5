"""The closed vocabularies of the graph. `docs/graph-model.md` shows each with an example."""

from enum import StrEnum


class NodeKind(StrEnum):
    PROJECT = "project"
    PACKAGE = "package"
    FOLDER = "folder"
    FILE = "file"
    MODULE = "module"
    CLASS = "class"
    INTERFACE = "interface"
    TRAIT = "trait"
    STRUCT = "struct"
    ENUM = "enum"
    ENUM_MEMBER = "enum_member"
    UNION = "union"
    TYPE_ALIAS = "type_alias"
    FUNCTION = "function"
    METHOD = "method"
    FIELD = "field"
    CONSTANT = "constant"
    VARIABLE = "variable"
    EXTERNAL_MODULE = "external_module"
    EXTERNAL_PACKAGE = "external_package"


class EdgeKind(StrEnum):
    CONTAINS = "CONTAINS"
    DEFINES = "DEFINES"
    IMPORTS = "IMPORTS"
    EXPORTS = "EXPORTS"
    INHERITS = "INHERITS"
    IMPLEMENTS = "IMPLEMENTS"
    OVERRIDES = "OVERRIDES"
    CALLS = "CALLS"
    INSTANTIATES = "INSTANTIATES"
    REFERENCES = "REFERENCES"
    RETURNS = "RETURNS"
    ACCEPTS = "ACCEPTS"
    DECORATES = "DECORATES"
    DEPENDS_ON = "DEPENDS_ON"


class Resolution(StrEnum):
    """How an edge was found. A label, not a scale: filters take a list."""

    EXACT = "exact"  # one lexical or import path leads there
    INFERRED = "inferred"  # through the types of values
    IMPLICIT = "implicit"  # a call that is not spelled out: a constructor, `__enter__`, an iterator, a wrapper
    CALLBACK = "callback"  # a function passed as an argument and called there, or a method found by a name prefix
    DISPATCH = "dispatch"  # through OVERRIDES; added at query time, never stored
    NAME = "name"  # only the bare name matches; left out of answers by default
