"""Payloads that forges have sent, against the receiver: `python -m tests.webhook.conformance DIRECTORY`, by hand.

DIRECTORY holds `github/` and `gitlab/` with `NAME.json` beside `NAME.headers.json`, and perhaps `vectors.json` with signatures.
Each payload is sent signed, also as a form where the forge has forms, and with a forged signature. Printed is what each came
to; the exit code is 1 where an answer is not one of the table in docs/webhooks.md.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from graph.intake import Forge, Outcome
from tests.webhook.webhook_support import FORM, MemoryIntake, as_form, client, github_headers, gitlab_headers, send
from webhook import signatures

TABLE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
OTHER_KEY = "whsec_YW5vdGhlciBrZXkgb2YgdGhlIHNhbWUgbGVuZ3RoISE="


class Case(NamedTuple):
    name: str
    forge: Forge
    body: bytes
    headers: Mapping[str, str]

    def signed(self, *, well: bool) -> Mapping[str, str]:
        if self.forge is Forge.GITHUB:
            return {
                **self.headers,
                **(github_headers(self.body) if well else github_headers(self.body, "another secret")),
            }
        return {**self.headers, **(gitlab_headers(self.body) if well else gitlab_headers(self.body, OTHER_KEY))}


def main() -> None:
    directory = Path(sys.argv[1])
    wrong = [fault for case in cases(directory) for fault in judged(case)]
    wrong += vectors(directory)
    print(*wrong, f"{len(wrong)} faults", sep="\n")  # noqa: T201 (what it is for)
    sys.exit(bool(wrong))


def cases(directory: Path) -> Iterator[Case]:
    for forge in Forge:
        for path in sorted((directory / forge).glob("*.json")):
            if not path.name.endswith(".headers.json"):
                headers, body = json.loads(path.with_suffix(".headers.json").read_text()), path.read_bytes()
                yield Case(f"{forge}/{path.stem}", forge, body, headers)
                if forge is Forge.GITHUB:
                    yield Case(f"{forge}/{path.stem} (form)", forge, as_form(body), {**headers, "Content-Type": FORM})


def judged(case: Case) -> Iterator[str]:
    intake = MemoryIntake()
    hook_id = "hub" if case.forge is Forge.GITHUB else "lab"
    forged = send(client(intake), hook_id, case.body, case.signed(well=False))
    if forged.status_code != 401 or intake.deliveries:
        yield f"{case.name}: forged, it was answered {forged.status_code}"
    answer = send(client(intake), hook_id, case.body, case.signed(well=True))
    said: Any = answer.json or {}
    event = next((delivery.event for delivery in intake.deliveries.values()), "-")
    told = (answer.status_code, said.get("outcome", "-"), said.get("reason") or said.get("detail", ""))
    print(f"{case.name:<60} {event:<26} {told[0]} {told[1]:<9} {told[2]}")  # noqa: T201
    if not answers_to_table(*told):
        yield f"{case.name}: {told} stands in no row of docs/webhooks.md"


def answers_to_table(status: int, outcome: str, reason: str) -> bool:
    right = status == (202 if outcome == Outcome.ACCEPTED else 200)
    return right and outcome in list(Outcome) and (outcome == Outcome.ACCEPTED or f"| {reason} |" in TABLE)


def vectors(directory: Path) -> Iterator[str]:
    path = directory / "vectors.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    for name, vector in found.items():
        body = _body(directory, vector)
        expected = vector.get("x_hub_signature_256") or vector["signature"]
        if "id" in vector:
            key = signatures.signing_key(vector["secret"]) or b""
            made = signatures.standard(key, vector["id"].encode(), vector["timestamp"].encode(), body)
        else:
            made = signatures.github(vector["secret"], body)
        print(f"vector {name:<53} {'verifies' if made.decode() == expected else 'DIFFERS'}")  # noqa: T201
        if made.decode() != expected:
            yield f"vector {name}: {made.decode()} is not {expected}"


def _body(directory: Path, vector: Mapping[str, str]) -> bytes:
    if "body_file" in vector:
        return (directory / vector["body_file"]).read_bytes()
    if vector["body"].startswith("payload="):  # told in words: the form of that file
        [named] = [word for word in vector["body"].split() if word.startswith("github/")]
        return as_form((directory / named.rstrip(")")).read_bytes())
    return vector["body"].encode()


if __name__ == "__main__":
    main()
