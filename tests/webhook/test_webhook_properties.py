"""Never lost, never mixed: whatever is sent, there is no 5xx; whatever is not signed has no effect."""

import json
import string
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.webhook.webhook_support import FORM, MemoryIntake, as_form, client, github_headers, gitlab_headers, send

INTAKE = MemoryIntake()
RECEIVER = client(INTAKE)
SAMPLES = [json.loads(path.read_text()) for path in sorted(Path(__file__).parent.glob("payloads/*/*/body.json"))]

hooks = st.sampled_from(["hub", "lab", "legacy", "unknown"])
media = st.sampled_from(["application/json", FORM, "text/plain", "", "application/json; charset=utf-16"])
values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"))
known_names = (
    "X-Hub-Signature-256 X-Hub-Signature X-GitHub-Event X-GitHub-Delivery X-Gitlab-Token X-Gitlab-Event Idempotency-Key "
    "webhook-id webhook-timestamp webhook-signature Content-Encoding User-Agent"
)
other_names = st.text(string.ascii_letters + "-", min_size=1)
names = st.sampled_from(known_names.split()) | other_names.filter(
    lambda it: it.lower() not in {"content-length", "host"}
)
headers = st.dictionaries(names, values, max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
events = st.sampled_from(["push", "ping", "create", "repository"]) | values


@settings(max_examples=3 * settings().max_examples)
@given(hooks, media, headers, st.binary())
def test_nothing_unsigned_has_an_effect(hook_id: str, media_type: str, sent: dict[str, str], body: bytes) -> None:
    kept = len(INTAKE.deliveries)
    response = send(RECEIVER, hook_id, body, {**sent, "Content-Type": media_type})
    assert response.status_code in {400, 401, 404, 413, 415}
    assert len(INTAKE.deliveries) == kept


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real payload with another value somewhere."""
    document: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    spot: Any = document
    while True:
        key = draw(st.sampled_from(sorted(spot)))
        if not isinstance(spot[key], dict) or not spot[key] or draw(st.booleans()):
            break
        spot = spot[key]
    spot[key] = draw(json_values)
    return document


bodies = st.one_of(mutated(), st.dictionaries(st.text(), json_values), json_values).map(
    lambda it: json.dumps(it).encode()
)


@settings(max_examples=3 * settings().max_examples)
@given(st.sampled_from(["hub", "lab"]), bodies | st.binary(), events, headers, st.booleans())
def test_nothing_signed_breaks_the_receiver(
    hook_id: str, body: bytes, event: str, more: dict[str, str], form: bool
) -> None:
    sent = as_form(body) if form else body
    unsigned = {name: value for name, value in more.items() if name.lower() not in SIGNED}
    signed = {**unsigned, "X-GitHub-Event": event, **github_headers(sent), **gitlab_headers(sent)}
    response = send(RECEIVER, hook_id, sent, {**signed, "Content-Type": FORM if form else "application/json"})
    assert response.status_code in {200, 202, 400, 415}
    assert response.json


SIGNED = {
    "x-hub-signature-256",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "content-type",
    "x-github-event",
}
