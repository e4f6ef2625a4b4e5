"""Hangs the API into an application that the composition root made."""

from flask_openapi3.openapi import OpenAPI

from api.indexing import indexing
from api.questions import questions
from api.repositories import repositories
from api.services import Services

BEARER = {"bearer": {"type": "http", "scheme": "bearer"}}


def install(app: OpenAPI, services: Services) -> None:
    """Every route of this package; they find what they need in `app.extensions`."""
    app.extensions["aether"] = services
    for blueprint in (indexing, repositories, questions):
        app.register_api(blueprint)
