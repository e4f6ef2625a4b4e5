"""POST /webhooks/<hook_id>: the HTTP side of receiving. receive.py interprets the request."""

import time
from typing import Any

import structlog
from flask import Request, Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from structlog.contextvars import bound_contextvars
from werkzeug.exceptions import ClientDisconnected

from graph.errors import AetherError, BadInput, NotFound, TooLarge, Unauthorised
from graph.intake import UNMAPPED, Outcome, Receipt
from webhook.answers import Answer, HookPath, problem_response
from webhook.doorkeeper import Doorkeeper
from webhook.errors import UnsupportedMedia
from webhook.forges import MEDIA_TYPES
from webhook.metrics import DELIVERIES, SECONDS, UNMAPPED_NAMESPACES
from webhook.ports import Intake
from webhook.receive import Incoming, find_hook, receive

MAX_BODY_BYTES = 25 * 1024 * 1024  # the most either forge sends

_REFUSALS = (Unauthorised, NotFound, TooLarge, UnsupportedMedia)  # of unverified requests

_log = structlog.get_logger()

_RESPONSES: dict[str | int, Any] = {
    200: Answer,
    202: Answer,
    400: problem_response("The body is malformed."),
    401: problem_response("The signature is missing or wrong."),
    404: problem_response("The hook is unknown, disabled or removed."),
    413: problem_response("The body is larger than 25 MiB."),
    415: problem_response("The media type is not one that forges use, or the body is compressed."),
    429: problem_response(
        "Too many requests from this address were refused; see Retry-After. Never sent for a verified delivery."
    ),
    503: problem_response("PostgreSQL is unreachable; Retry-After says when to try again."),
}
_BODY = {
    "required": True,
    "content": {media_type: {"schema": {"type": "object"}} for media_type in sorted(MEDIA_TYPES)},
}


def blueprint(intake: Intake) -> APIBlueprint:
    """Errors are raised as exceptions, so the application needs `webhook.problems.install`."""
    routes = APIBlueprint("webhook", __name__, abp_tags=[Tag(name="webhooks")])
    doorkeeper = Doorkeeper()

    @routes.post(
        "/webhooks/<hook_id>",
        responses=_RESPONSES,
        openapi_extensions={"requestBody": _BODY},
        strict_slashes=False,  # forges need not follow redirects, so a trailing slash is accepted,
        merge_slashes=False,  # and doubled slashes get a 404 in the forge's log, where a redirect would look like success
    )
    def post_webhook(path: HookPath) -> tuple[Response, int]:
        """Receives one signed event of a forge.
        202 when it will be indexed; 200 for a ping, a duplicate, or an event that needs no indexing.
        """
        with SECONDS.time(), bound_contextvars(hook_id=path.hook_id[:128]):
            receipt = _receive(intake, doorkeeper, path.hook_id)
        return jsonify(receipt._asdict()), 202 if receipt.outcome is Outcome.ACCEPTED else 200

    return routes


def _receive(intake: Intake, doorkeeper: Doorkeeper, hook_id: str) -> Receipt:
    """Counts and logs every request exactly once, whatever its outcome."""
    forge, address = "unknown", request.remote_addr
    try:
        with doorkeeper.admitted(address, hook_id):
            incoming = _incoming(request)
            hook = find_hook(intake, hook_id)
            forge = hook.forge.value
            receipt = receive(intake, hook, incoming, time.time())
        doorkeeper.verified(address, hook_id)
    except AetherError as error:
        if isinstance(error, _REFUSALS):
            doorkeeper.refused(address)
        DELIVERIES.labels(forge, error.code).inc()
        _log.warning("delivery_refused", forge=forge, code=error.code, detail=str(error))
        raise
    DELIVERIES.labels(forge, receipt.outcome.value).inc()
    if receipt.reason == UNMAPPED:
        UNMAPPED_NAMESPACES.labels(forge).inc()
    _log.info("delivery_recorded", forge=forge, **receipt._asdict())
    return receipt


def _incoming(sent: Request) -> Incoming:
    """Refuses by the headers before reading any of the body, and stops reading at the limit."""
    if (sent.content_length or 0) > MAX_BODY_BYTES:
        raise _too_large()
    if sent.mimetype not in MEDIA_TYPES:
        raise UnsupportedMedia(f"Webhooks must be sent as {' or '.join(sorted(MEDIA_TYPES))}.")
    if sent.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("Compressed bodies are not accepted: send the webhook as it was signed.")
    # Werkzeug silently truncates a body without a declared length, so one byte more than the limit is read.
    sent.max_content_length = MAX_BODY_BYTES + 1
    try:
        body = sent.get_data(cache=True)  # before anything parses the form, which would consume the bytes to verify
    except (ClientDisconnected, OSError):
        raise BadInput("The body ended before its announced length, or took too long.") from None
    if len(body) > MAX_BODY_BYTES:
        raise _too_large()
    headers = {name.lower(): value for name, value in sent.headers.items()}
    return Incoming(sent.mimetype, headers, body)


def _too_large() -> TooLarge:
    return TooLarge(f"The body is larger than {MAX_BODY_BYTES >> 20} MiB, which neither forge sends.")
