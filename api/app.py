"""Registers the API's routes on an application that the composition root created."""

from typing import Any

from flask import Request, Response, make_response
from flask_openapi3.models.security_scheme import SecurityScheme
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError

from api import github_app
from api.auditing import auditing, record
from api.changes import changes
from api.dashboard.app import dashboard
from api.deliveries import deliveries
from api.events import events
from api.hooks import hooks
from api.indexing import indexing
from api.models import told
from api.notifications import notifications
from api.pulls import pulls
from api.questions import questions
from api.repositories import repositories
from api.services import Services
from api.tokens import tokens
from api.watches import watches
from graph import problems
from graph.errors import BadInput

BEARER: dict[str, SecurityScheme | dict[str, Any]] = {"bearer": {"type": "http", "scheme": "bearer"}}
MAX_BODY_BYTES = 1 << 16
_UNLESS_SAID = {  # for the API; the dashboard's pages have stricter headers
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _Asked(Request):
    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The framework leaves out what is no JSON, but not what is nested deeper than Python follows."""
        try:
            return super().get_json(force, silent, cache)
        except RecursionError:
            raise BadInput("The body is nested too deeply to be read: send what /openapi.json shows.") from None


def install(app: OpenAPI, services: Services) -> None:
    """Registers every route of this package. The routes find their services in `app.extensions`."""
    app.extensions["aether"] = services
    app.request_class = _Asked
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES  # the receiver has its own limit
    parts = (
        indexing,
        events,
        auditing,
        repositories,
        questions,
        changes,
        pulls,
        hooks,
        tokens,
        deliveries,
        notifications,
        watches,
        github_app.links,
        github_app.pages,
    )
    app.after_request(_protect)
    app.after_request(record)
    for blueprint in parts:
        app.register_api(blueprint)
    dashboard(app)


def _protect(response: Response) -> Response:
    """No browser may sniff a response as HTML, frame it in another site, or keep it in a shared cache."""
    for name, value in _UNLESS_SAID.items():
        response.headers.setdefault(name, value)
    return response


def invalid(error: ValidationError) -> Response:
    """The response to a request that fails validation: one problem document that names each invalid field."""
    found = problems.document(BadInput.status, BadInput.code, told(error))
    return make_response(found, BadInput.status, {"Content-Type": problems.MEDIA_TYPE})
