"""Health checks: whether the process serves requests, and whether it can record deliveries."""

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from webhook.answers import Health, problem_response
from webhook.ports import Intake


def blueprint(intake: Intake) -> APIBlueprint:
    routes = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])

    @routes.get("/healthz", responses={200: Health})
    def get_healthz() -> dict[str, str]:
        """200 while the process serves."""
        return {"status": "serving"}

    @routes.get("/readyz", responses={200: Health, 503: problem_response("PostgreSQL is unreachable.")})
    def get_readyz() -> dict[str, str]:
        """200 while deliveries can be recorded."""
        intake.ready()
        return {"status": "ready"}

    return routes
