"""The deliveries to the tenant's hooks, and replaying them."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS
from api.registration_models import DeliveryList, DeliveryPath, DeliveryQuery, DeliveryView, ReceiptView
from api.services import services
from api.views import delivery

deliveries = APIBlueprint(
    "deliveries", __name__, abp_tags=[Tag(name="deliveries")], abp_security=SECURITY, abp_responses=PROBLEMS
)
deliveries.before_request(identify)


@deliveries.get("/deliveries", responses={200: DeliveryList})
def get_deliveries(query: DeliveryQuery) -> dict[str, Any]:
    """Lists deliveries, newest first."""
    found = services().catalogue.deliveries.all(
        administrator().tenant_id, query.hook_id, before=query.before, limit=query.limit
    )
    return {"deliveries": [delivery(row) for row in found]}


@deliveries.get("/deliveries/<delivery_id>", responses={200: DeliveryView})
def get_delivery(path: DeliveryPath) -> dict[str, Any]:
    """What a delivery requested, and which runs it started."""
    return delivery(services().catalogue.deliveries.show(administrator().tenant_id, path.delivery_id))


@deliveries.post("/deliveries/<delivery_id>/replay", responses={202: ReceiptView})
def post_delivery_replay(path: DeliveryPath) -> tuple[dict[str, Any], int]:
    """Requests again what the delivery requested, as a new delivery; its body is not needed."""
    return services().intake.replay(administrator().tenant_id, path.delivery_id)._asdict(), 202
