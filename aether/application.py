"""The web application: receiver and API together, or only the receiver."""

from functools import partial

from flask import Flask
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

import api.app
import webhook.health
import webhook.problems
import webhook.routes
from aether import metrics
from aether.composition import Application
from aether.proxies import Proxied
from api.models import Problem
from store.health import Health
from store.upgrades import Upgrades
from webhook.app import create_app


def web(found: Application) -> Flask:
    """The application with every HTTP endpoint; `/openapi.json` describes them."""
    app = OpenAPI(
        "aether",
        info=Info(title="Aether", version="1"),
        security_schemes=api.app.BEARER,
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=api.app.invalid,
        doc_prefix="/docs",
    )
    _trust(app, found)
    webhook.problems.install(app)
    app.register_api(webhook.routes.blueprint(found.intake))
    app.register_api(webhook.health.blueprint(found.intake))
    api.app.install(app, found.services())
    app.add_url_rule("/openapi.json", view_func=lambda: app.api_doc, endpoint="openapi_json")
    _measure(app, found)
    return app


def receiver(found: Application) -> Flask:
    """The application with webhooks, health and metrics only."""
    app = create_app(found.intake)
    _trust(app, found)
    _measure(app, found)
    return app


def _measure(app: Flask, found: Application) -> None:
    from tasks.metrics import WAITED

    found.bridge.waited = WAITED.observe
    given = found.settings.metrics_token
    token = given.get_secret_value() if given else None
    sources = metrics.Sources(
        found.runs, found.audits, Health(found.bridge), Upgrades(found.bridge), found.graph_version
    )
    view = partial(metrics.answer, sources, token)
    app.add_url_rule("/metrics", view_func=view, endpoint="metrics")


def _trust(app: Flask, found: Application) -> None:
    app.wsgi_app = Proxied(app.wsgi_app, found.settings.trusted_proxies)  # type: ignore[method-assign]  # as Flask documents
