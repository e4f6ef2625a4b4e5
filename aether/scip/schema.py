"""The SCIP messages that an export uses, with the field numbers of scip.proto. protobuf creates their classes.

This is a table instead of generated code, because only a field's number and type matter on the wire.
"""

from functools import cache
from typing import Any, Final

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

DEFINITION, IMPORT, TEST = 0x1, 0x2, 0x20  # symbol roles
UTF8: Final = 1  # of the text, and of columns, which therefore count bytes

# message -> field -> (number, type); a type in brackets is repeated
_MESSAGES: Final = {
    "Index": {"metadata": (1, "Metadata"), "documents": (2, "[Document]"), "external_symbols": (3, "[SymbolInformation]")},
    "Metadata": {"tool_info": (2, "ToolInfo"), "project_root": (3, "string"), "text_document_encoding": (4, "int32")},
    "ToolInfo": {"name": (1, "string"), "version": (2, "string"), "arguments": (3, "[string]")},
    "Document": {
        "relative_path": (1, "string"), "occurrences": (2, "[Occurrence]"), "symbols": (3, "[SymbolInformation]"),
        "language": (4, "string"), "text": (5, "string"), "position_encoding": (6, "int32"),
    },
    "SymbolInformation": {
        "symbol": (1, "string"), "documentation": (3, "[string]"), "relationships": (4, "[Relationship]"),
        "kind": (5, "int32"), "display_name": (6, "string"), "signature_documentation": (7, "Document"),
    },
    "Relationship": {"symbol": (1, "string"), "is_reference": (2, "bool"), "is_implementation": (3, "bool")},
    "Occurrence": {
        "range": (1, "[int32]"), "symbol": (2, "string"), "symbol_roles": (3, "int32"), "enclosing_range": (7, "[int32]"),
    },
}  # fmt: skip
_SCALARS: Final = {
    "string": descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    "int32": descriptor_pb2.FieldDescriptorProto.TYPE_INT32,  # enums are encoded like it
    "bool": descriptor_pb2.FieldDescriptorProto.TYPE_BOOL,
}


@cache
def messages() -> dict[str, type[Any]]:
    """The message classes, by name."""
    file = descriptor_pb2.FileDescriptorProto(name="scip.proto", package="scip", syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add(message, field, number, kind)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"scip.{name}")) for name in _MESSAGES}


def _add(message: descriptor_pb2.DescriptorProto, field: str, number: int, kind: str) -> None:
    made = message.field.add(name=field, number=number)
    repeated, kind = kind.startswith("["), kind.strip("[]")
    made.label = made.LABEL_REPEATED if repeated else made.LABEL_OPTIONAL
    if kind in _SCALARS:
        made.type = _SCALARS[kind]
    else:
        made.type, made.type_name = made.TYPE_MESSAGE, f".scip.{kind}"
