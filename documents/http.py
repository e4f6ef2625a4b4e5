"""Every route with its parameters and answers, from the application's own OpenAPI document."""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from aether.application import web
from documents.tables import code, page, table
from documents.unconnected import application

ABOUT = """Requests carry a tenant's token, `Authorization: Bearer …`; webhooks are signed instead, and health checks are open to everybody.
Errors are problem documents ([errors](errors.md)). A running service documents every schema, and lets you try it, at `/docs/`;
`/openapi.json` is for programs. [Questions](../questions.md) explains what the answers mean.
"""
Document = Mapping[str, Any]


def whole() -> str:
    served: Any = web(application())
    document: Document = served.api_doc
    schemas = document["components"]["schemas"]
    chapters: dict[str, list[str]] = {}
    for method, path, operation in operations(document):
        chapters.setdefault(operation["tags"][0], []).append(_told(f"{method} {path}", operation, schemas))
    return page("HTTP API", ABOUT, *(part for tag, told in chapters.items() for part in (f"## {tag}\n", *told)))


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _told(name: str, operation: Document, schemas: Document) -> str:
    text = "\n\n".join(filter(None, (operation.get("summary", ""), operation.get("description", ""))))
    given = [
        (code(each["name"]), each["in"], _needed(each["required"]) + _described(each, schemas))
        for each in operation.get("parameters", ())
    ]
    body = [
        (code(field), "body", _needed(needed) + _described({"schema": schema, **schema}, schemas))
        for field, needed, schema in _fields(operation, schemas)
    ]
    answers = f"Responses: {', '.join(_answer(*each) for each in sorted(operation['responses'].items()))}.\n"
    return "\n".join(
        filter(None, (f"### {name}\n", text + "\n", table(("name", "in", "meaning"), given + body), answers))
    )


def _needed(required: bool) -> str:
    return "Required. " if required else ""


def _answer(status: str, answer: Document) -> str:
    named = _name(_schema(answer))
    return f"{status} {HTTPStatus(int(status)).phrase}" + (f" ({named})" if named and named != "Problem" else "")


def _fields(operation: Document, schemas: Document) -> Iterator[tuple[str, bool, Document]]:
    written = _schema(operation.get("requestBody", {}))
    schema = schemas.get(_name(written), written)
    for field, found in schema.get("properties", {}).items():
        yield field, field in schema.get("required", ()), found


def _schema(of: Document) -> Document:
    """Of the first kind of content, which is the only one or stands for the others."""
    for content in of.get("content", {}).values():
        found: Document = content.get("schema", {})
        return found
    return {}


def _described(each: Document, schemas: Document) -> str:
    schema = each["schema"]
    kind = " or ".join(dict.fromkeys(_kinds(schema, schemas)))
    default = schema.get("default")
    told = f"{each.get('description', '')} {_sentence(kind)}"
    return f"{told} Default: {code(default)}.".strip() if default not in (None, "", []) else told.strip()


def _sentence(kind: str) -> str:
    return f"{kind[:1].upper()}{kind[1:]}." if kind else ""


def _kinds(schema: Document, schemas: Document) -> Iterable[str]:
    if "anyOf" in schema:
        return [kind for one in schema["anyOf"] for kind in _kinds(one, schemas)]
    if "$ref" in schema:
        return _kinds(schemas.get(_name(schema), {}), schemas)
    if "enum" in schema:
        return [", ".join(code(each) for each in schema["enum"])]
    if schema.get("type") == "array":
        return [f"list of {' or '.join(_kinds(schema.get('items', {}), schemas)) or 'anything'}"]
    return [f"{schema.get('type', '')}{_bounds(schema)}"] if schema.get("type", "null") != "null" else []


def _bounds(schema: Document) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    return f" from {int(low)} to {int(high)}" if low is not None and high is not None else ""


def _name(schema: Document) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
