"""Never lost: every event of a forge has a defined effect. One directory a case, written from the documented fields."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.intake import Effect, Pull, Want
from tests.webhook.webhook_support import FORM, MemoryIntake, as_form, client, github_headers, gitlab_headers, send

CASES = sorted(Path(__file__).parent.glob("payloads/*/*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_event_has_its_defined_effect(case: Path) -> None:
    body, headers, expected = _load(case)
    intake = MemoryIntake()
    hook_id, signed = ("hub", github_headers(body)) if case.parent.name == "github" else ("lab", gitlab_headers(body))

    response = send(client(intake), hook_id, body, {**headers, **signed})

    assert response.status_code == expected["status"], response.text
    if expected["status"] == 400:
        assert response.json is not None
        assert response.json["detail"] == expected["detail"]
        assert not intake.deliveries
    else:
        assert response.json == {"delivery_id": "d0", "outcome": expected["outcome"], "reason": expected["reason"]}
        kept = intake.deliveries["d0"]
        assert (kept.event, kept.key) == (expected["event"], expected["key"])
        assert list(kept.wants) == [Want(*want) for want in expected["wants"]]
        assert list(kept.effects) == [Effect(*effect) for effect in expected["effects"]]
        assert list(kept.pulls) == [Pull(*pull) for pull in expected.get("pulls", ())]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_event_with_a_forged_signature_has_none(case: Path) -> None:
    body, headers, _ = _load(case)
    intake = MemoryIntake()
    forged = (
        ("hub", github_headers(body, "another secret"))
        if case.parent.name == "github"
        else ("lab", gitlab_headers(body, "whsec_YW5vdGhlciBrZXkgb2YgdGhlIHNhbWUgbGVuZ3RoISE="))
    )

    response = send(client(intake), forged[0], body, {**headers, **forged[1]})

    assert response.status_code == 401
    assert not intake.deliveries


def test_nothing_personal_or_secret_is_kept() -> None:
    for case in CASES:
        body, headers, _ = _load(case)
        intake = MemoryIntake()
        both = {
            **github_headers(body),
            **gitlab_headers(body),
            "X-Gitlab-Token": "t0ken",
            "Authorization": "Basic YQ==",
        }
        send(client(intake), "hub" if case.parent.name == "github" else "lab", body, {**headers, **both})
        for delivery in intake.deliveries.values():
            kept = repr(delivery).lower()
            assert not [word for word in ("mara", "signature", "t0ken", "basic") if word in kept]


def _load(case: Path) -> tuple[bytes, dict[str, str], dict[str, Any]]:
    body = (case / "body.json").read_bytes()
    headers = json.loads((case / "headers.json").read_text())
    return (
        as_form(body) if headers["Content-Type"] == FORM else body,
        headers,
        json.loads((case / "expected.json").read_text()),
    )
