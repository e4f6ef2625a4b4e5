"""The Flask side of graph/problems.py: returns every error of an application as a problem document."""

import structlog
from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

from graph.errors import AetherError
from graph.problems import MEDIA_TYPE, ProblemDocument, document, http_problem, problem

RETRY_AFTER = 5  # seconds

_log = structlog.get_logger()


def install(app: Flask) -> None:
    app.register_error_handler(AetherError, _ours)
    app.register_error_handler(HTTPException, _https)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: AetherError) -> Response:
    response = _respond(problem(error))
    if error.status in {429, 503}:  # these invite a retry
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _https(error: HTTPException) -> Response:
    """Replaces the HTML body but keeps headers that belong to the status (Allow, Location, ...)."""
    response = error.get_response()
    if not isinstance(response, Response):
        response = Response(response.get_data(), response.status, response.headers)
    if response.status_code >= 400:  # noqa: PLR2004 (a redirect is not an error)
        response.data = json.dumps(http_problem(response.status_code, error.description or ""))
        response.content_type = MEDIA_TYPE
    return response


def _unforeseen(error: Exception) -> Response:
    _log.error("request_failed", exc_info=error)
    return _respond(document(500, "internal_error", "The request failed; the server's log says why."))


def _respond(content: ProblemDocument) -> Response:
    return Response(json.dumps(content), content["status"], content_type=MEDIA_TYPE)
