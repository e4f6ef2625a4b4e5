"""Never a server error: what no client of ours sends, and no description of the API tells a fuzzer to send."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import World

CHANGING = ("post", "put", "patch", "delete")
NESTED = b"[" * 20_000


@pytest.fixture(scope="module")
def operations(world: World) -> list[tuple[str, str]]:
    paths = world.app.test_client().get("/openapi.json").get_json()["paths"]
    return [(method, path) for path, told in paths.items() for method in told if method in CHANGING]


def named(path: str, name: str) -> str:
    """With this for every name in it, but for the repository that is there."""
    parts = path.replace("{repo_id}", "shop").split("/")
    return "/".join(name if part.startswith("{") else part for part in parts)


def answers(world: World, operations: list[tuple[str, str]], name: str, body: bytes) -> Iterator[tuple[str, int]]:
    token = world.found.catalogue.tokens.add(world.acme, ["admin"])
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for method, path in operations:
        # What deletes is asked of what is not there.
        asked = named(path.replace("{repo_id}", name) if method == "delete" else path, name)
        answer = world.app.test_client().open(asked, method=method.upper(), headers=headers, data=body)
        yield f"{method} {path}", answer.status_code


def test_a_body_that_is_nested_without_end_is_refused(world: World, operations: list[tuple[str, str]]) -> None:
    """Deeper than Python follows, and within the limit of a body."""
    found = dict(answers(world, operations, "nobody", NESTED))
    assert len(found) > 10
    assert {asked: status for asked, status in found.items() if status >= 500} == {}


def test_a_nul_in_a_name_is_nobodys_and_is_written_down(world: World, operations: list[tuple[str, str]]) -> None:
    """PostgreSQL keeps none, so the log of administration could not be written."""
    found = dict(answers(world, operations, "a%00b", b"{}"))
    assert {asked: status for asked, status in found.items() if status >= 500} == {}
    subjects = [entry.subject for entry in world.found.catalogue.audit_log.entries(world.acme)]
    assert {"token_id": "a\ufffdb"} in subjects


def test_a_name_without_end_is_not_kept(world: World, operations: list[tuple[str, str]]) -> None:
    delete = [(method, path) for method, path in operations if path == "/tokens/{token_id}"]
    assert dict(answers(world, delete, "x" * 50_000, b"")) == {"delete /tokens/{token_id}": 400}
    (entry,) = world.found.catalogue.audit_log.entries(world.acme, limit=1)
    assert len(entry.subject["token_id"]) == 200
