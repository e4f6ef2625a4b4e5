"""The receiver's responses as documented in /openapi.json."""

from typing import Any

from pydantic import BaseModel, Field

from graph.intake import Outcome
from graph.problems import MEDIA_TYPE


class Answer(BaseModel):
    """What became of a delivery."""

    delivery_id: str
    outcome: Outcome
    reason: str


class Health(BaseModel):
    status: str


class HookPath(BaseModel):
    hook_id: str = Field(description="The opaque id of the hook, as in its URL.")


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def problem_response(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
