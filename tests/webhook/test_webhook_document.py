"""What docs/webhooks.md tells operators is what the receiver does."""

import json
import re
from pathlib import Path

from tests.webhook.webhook_support import MemoryIntake, client
from webhook.forges.gitlab import MAX_REFS, TOLERANCE
from webhook.routes import MAX_BODY_BYTES
from webhook.strict_json import MAX_VALUES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "webhooks.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]


def test_every_effect_stands_in_the_table() -> None:
    told = {(row[3].split(":")[0], row[4]) for row in ROWS if len(row) == 5}
    for path in ROOT.glob("tests/webhook/payloads/*/*/expected.json"):
        expected = json.loads(path.read_text())
        if expected["status"] != 400:
            assert (f"{expected['status']} `{expected['outcome']}`", expected["reason"]) in told, path.parent.name


def test_every_status_stands_in_the_table_and_in_the_openapi_document() -> None:
    document = client(MemoryIntake()).get("/openapi.json").json
    assert document is not None
    told = {row[0] for row in ROWS if len(row) == 4 and re.fullmatch(r"\d{3}", row[0])}
    assert told == set(document["paths"]["/webhooks/{hook_id}"]["post"]["responses"])


def test_the_limits_are_those_of_the_code() -> None:
    limits = (f"{MAX_BODY_BYTES >> 20} MiB", f"{MAX_VALUES:,}", f"{TOLERANCE} seconds", f"more than {MAX_REFS}")
    assert not [limit for limit in limits if limit not in PAGE]
