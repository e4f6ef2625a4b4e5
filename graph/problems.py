"""Errors as RFC 9457 problem documents, which every HTTP surface returns when it refuses or fails."""

from http import HTTPStatus
from typing import TypedDict

from graph.errors import AetherError, BadInput, Conflict, Forbidden, NotFound, TooLarge, Unauthorised

MEDIA_TYPE = "application/problem+json"
UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"

_CODES = {error.status: error.code for error in (BadInput, Unauthorised, Forbidden, NotFound, Conflict, TooLarge)}
_CODES[HTTPStatus.UNSUPPORTED_MEDIA_TYPE] = UNSUPPORTED_MEDIA_TYPE


class ProblemDocument(TypedDict):
    type: str
    title: str  # the HTTP phrase of the status
    status: int
    detail: str  # for people: what happened and what to do
    code: str  # for programs; stable


def problem(error: AetherError) -> ProblemDocument:
    return document(error.status, error.code, str(error))


def http_problem(status: int, detail: str) -> ProblemDocument:
    """For errors the framework raises (no such route, wrong method). The code is our error's of this status, if any."""
    return document(status, _CODES.get(status) or HTTPStatus(status).name.lower(), detail)


def document(status: int, code: str, detail: str) -> ProblemDocument:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail or title, "code": code}
