"""Parses submitted forms with the API's own models."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from api.models import told
from graph.errors import BadInput

M = TypeVar("M", bound=BaseModel)


def form(model: type[M], *, lists: frozenset[str] = frozenset(), **more: object) -> M:
    """An empty field counts as absent. `lists`: fields that are sent repeatedly, or as words separated by commas or spaces."""
    values: dict[str, object] = {}
    for name in model.model_fields.keys() & request.form.keys():
        sent = [word for value in request.form.getlist(name) for word in _words(value, split=name in lists)]
        if sent:
            values[name] = sent if name in lists else sent[0]
    try:
        return model.model_validate(values | more)
    except ValidationError as error:
        raise BadInput(told(error)) from None


def _words(value: str, *, split: bool) -> list[str]:
    stripped = value.strip()
    if split:
        return stripped.replace(",", " ").split()
    return [stripped] if stripped else []
