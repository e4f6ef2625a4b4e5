"""Notification addresses of the caller's tenant, over HTTP."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from api.auth import SECURITY, administrator, identify
from api.models import PROBLEMS, RunsQuery
from api.registration_models import (
    NewNotificationBody,
    NewNotificationView,
    NoticeList,
    NotificationList,
    NotificationPath,
    State,
)
from api.services import services
from store.notices import EVENTS
from tasks.notifier import checked

notifications = APIBlueprint(
    "notifications", __name__, abp_tags=[Tag(name="notifications")], abp_security=SECURITY, abp_responses=PROBLEMS
)
notifications.before_request(identify)


@notifications.get("/notifications", responses={200: NotificationList})
def get_notifications() -> dict[str, Any]:
    """Lists the addresses of the caller's tenant, but never their secrets."""
    rows = services().catalogue.notifications.all(administrator().tenant_id)
    return {"notifications": [{**row._asdict(), "created_at": row.created_at.isoformat()} for row in rows]}


@notifications.post("/notifications", responses={201: NewNotificationView})
def post_notification(body: NewNotificationBody) -> tuple[dict[str, str], int]:
    """Notifies an address of events, signed by Standard Webhooks. Only this response contains the secret."""
    who = administrator()
    made = services().catalogue.notifications.add(who.tenant_id, checked(body.url), body.events or EVENTS)
    return made._asdict(), 201


@notifications.delete("/notifications/<notification_id>", responses={200: State})
def delete_notification(path: NotificationPath) -> dict[str, str]:
    """Removes the address. Pending messages to it are dropped."""
    services().catalogue.notifications.remove(administrator().tenant_id, path.notification_id)
    return {"id": path.notification_id, "state": "removed"}


@notifications.get("/notifications/<notification_id>/log", responses={200: NoticeList})
def get_log(path: NotificationPath, query: RunsQuery) -> dict[str, Any]:
    """Lists recent messages to an address, with their outcomes."""
    who = administrator()
    rows = services().catalogue.notifications.log(who.tenant_id, path.notification_id, limit=query.limit)
    return {"notices": [_plain(row._asdict()) for row in rows]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
