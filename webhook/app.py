"""The receiver as a stand-alone application. The full application mounts the same blueprints."""

from typing import Any

from flask import Flask
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from webhook import health, problems, routes
from webhook.answers import Problem
from webhook.ports import Intake


def create_app(intake: Intake) -> Flask:
    """POST /webhooks/<hook_id>, GET /healthz, /readyz and /openapi.json. Opens no connections itself."""
    app = OpenAPI(
        "aether.receiver",
        info=Info(title="Aether receiver", version="1"),
        doc_ui=False,  # the document itself is served below; its HTML pages belong to the API
        validation_error_status=400,
        validation_error_model=Problem,
    )
    problems.install(app)
    app.register_api(routes.blueprint(intake))
    app.register_api(health.blueprint(intake))
    app.add_url_rule("/openapi.json", view_func=lambda: _document(app), endpoint="openapi_json")
    return app


def _document(app: OpenAPI) -> dict[str, Any]:
    return app.api_doc
