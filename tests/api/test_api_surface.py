"""Never mixed: who may ask what. And what the service says of itself: its document, its pages, its errors."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from werkzeug.test import TestResponse

from api.change_models import ChangesQuery
from api.models import SearchQuery
from tests.api.conftest import Caller, World

BAD = {
    "nothing": {},
    "another scheme": {"Authorization": "Basic YTpi"},
    "no token": {"Authorization": "Bearer "},
    "a wrong token": {"Authorization": "Bearer aether_wrong"},
    "not text": {"Authorization": "Bearer \xff\xfe"},
}
PROTECTED = (
    "/repositories",
    "/repositories/shop",
    "/repositories/shop/graph/search?q=a",
    "/repositories/shop/graph/nodes/0000000000000001",
    "/repositories/shop/graph/nodes/0000000000000001/callers",
    "/repositories/shop/graph/nodes/0000000000000001/callees",
    "/tasks/00000000-0000-0000-0000-000000000000",
)
OPEN = {"/webhooks/{hook_id}", "/healthz", "/readyz", "/github-app", "/github-app/created"}


def problem(response: TestResponse) -> tuple[int, str]:
    assert response.content_type == "application/problem+json"
    found = response.json
    assert found is not None
    assert found.keys() == {"type", "title", "status", "detail", "code"}
    assert found["status"] == response.status_code
    assert found["detail"]
    return response.status_code, found["code"]


@pytest.mark.parametrize("headers", BAD.values(), ids=BAD)
def test_a_stranger_is_refused_whatever_he_asks(world: World, headers: dict[str, str]) -> None:
    client = world.app.test_client()
    for path in (*PROTECTED, "/repositories/NOT A NAME"):
        assert problem(client.get(path, headers=headers)) == (401, "unauthorised")
    assert problem(client.post("/repositories/parse", data=b"{", headers=headers)) == (401, "unauthorised")


def test_a_removed_token_opens_nothing(world: World) -> None:
    caller = world.caller(world.acme, "read")
    assert caller.get("/repositories").status_code == 200
    newest = world.found.catalogue.tokens.all(world.acme)[-1]
    world.found.catalogue.tokens.revoke(world.acme, newest.token_id)
    assert problem(caller.get("/repositories")) == (401, "unauthorised")


def test_a_request_does_not_describe_its_query_anew() -> None:
    """flask-openapi3 asks each query's model for its schema with each request; to make it costs as much as the rest."""
    assert SearchQuery.model_json_schema() is SearchQuery.model_json_schema()
    assert ChangesQuery.model_json_schema() is ChangesQuery.model_json_schema()


def test_scopes_do_not_include_each_other_but_admin_holds_all(world: World) -> None:
    reader, indexer, admin = (world.caller(world.acme, scope) for scope in ("read", "index", "admin"))
    ask = {"repo_id": "shop"}
    assert problem(reader.post("/repositories/parse", ask)) == (403, "forbidden")
    assert problem(indexer.get("/repositories")) == (403, "forbidden")
    assert problem(indexer.get("/repositories/shop/graph/search", q="a")) == (403, "forbidden")
    assert indexer.post("/repositories/parse", ask).status_code == 202
    assert admin.post("/repositories/parse", ask).status_code == 202
    assert admin.get("/repositories").status_code == reader.get("/repositories").status_code == 200


def test_a_narrowed_token_sees_its_repositories_only(world: World, admin: Caller) -> None:
    only = world.found.catalogue.repositories.show(world.acme, "empty").repository_id
    narrowed = world.caller(world.acme, "read", "index", repositories=[only])
    listed = narrowed.get("/repositories").json
    assert listed
    assert [each["repo_id"] for each in listed["repositories"]] == ["empty"]
    assert narrowed.get("/repositories/empty").status_code == 200
    for path in PROTECTED[1:-1]:
        assert problem(narrowed.get(path)) == (404, "not_found")
    for body in ({"repo_id": "shop"}, {"repo_path": str(world.sources / "other.git"), "repo_id": "new-one"}):
        assert problem(narrowed.post("/repositories/parse", body)) == (404, "not_found")
    made = admin.post("/repositories/parse", {"repo_id": "shop"}).json
    assert made
    assert problem(narrowed.get(f"/tasks/{made['task_id']}")) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/repositories/shop/graph/search", (400, "bad_input")),
        ("/repositories/shop/graph/search?q=", (400, "bad_input")),
        ("/repositories/shop/graph/search?q=%00", (400, "bad_input")),
        ("/repositories/shop/graph/search?q=a&limit=0", (400, "bad_input")),
        ("/repositories/shop/graph/search?q=a&branch=%00", (400, "bad_input")),
        ("/repositories/shop/graph/search?q=a&surprise=1", (400, "bad_input")),
        ("/repositories/shop/graph/nodes/xyz", (400, "bad_input")),
        ("/repositories/shop/graph/nodes/0000000000000001/callers?depth=99", (400, "bad_input")),
        ("/repositories/shop/graph/nodes/0000000000000001/callers?depth=two", (400, "bad_input")),
        ("/repositories/shop/graph/nodes/0000000000000001/callers?resolution=guess", (400, "bad_input")),
        ("/repositories/no-such/graph/search?q=a", (404, "not_found")),
        ("/no/such/route", (404, "not_found")),
    ],
)
def test_every_refusal_is_a_problem_document(admin: Caller, path: str, refusal: tuple[int, str]) -> None:
    assert problem(admin.get(path)) == refusal


def test_a_validation_problem_names_the_field(admin: Caller) -> None:
    refused = admin.get("/repositories/shop/graph/search", q="a", limit="many").json
    assert refused
    assert "limit" in refused["detail"]


def test_a_wrong_method_names_the_right_ones(admin: Caller) -> None:
    refused = admin.post("/repositories/shop", {})
    assert problem(refused) == (405, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 60_000, b'"text"', b"\xff", b'{"repo_id": "' + b"a" * 70_000 + b'"}']
)
def test_a_body_that_is_no_request_is_refused(admin: Caller, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {admin.token}", "Content-Type": "application/json"}
    refused = admin.client.post("/repositories/parse", data=body, headers=headers)
    assert problem(refused) in {(400, "bad_input"), (413, "too_large")}


def test_health_is_open(world: World) -> None:
    client = world.app.test_client()
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_metrics_are_for_this_machine_alone(world: World) -> None:
    client = world.app.test_client()
    served = client.get("/metrics")
    assert served.status_code == 200
    assert "aether_webhook_deliveries_total" in served.text
    assert 'aether_queue_age_seconds{queue="bulk"}' in served.text
    assert 'aether_audited_graphs{outcome="different"} 0.0' in served.text
    assert problem(client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"})) == (403, "forbidden")
    assert problem(client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})) == (403, "forbidden")


def test_the_document_has_every_route_with_its_security_and_its_problems(world: World) -> None:
    document = described(world)
    assert document["openapi"].startswith("3.1.")
    assert document["components"]["securitySchemes"]["bearer"] == {"type": "http", "scheme": "bearer"}
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(("/docs", "/openapi", "/static", "/metrics", "/dashboard")) and rule.rule != "/"
    }
    told = {(path, method) for path, item in document["paths"].items() for method in item}
    assert told == served
    for path, item in document["paths"].items():
        for operation in item.values():
            assert operation.get("security") == (None if path in OPEN else [{"bearer": []}]), path
            assert path in OPEN or {"400", "401", "403", "404"} <= operation["responses"].keys()
            assert operation["operationId"]
    listed = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(listed) == len(set(listed))


def test_every_reference_of_the_document_leads_somewhere_and_problems_have_their_media_type(world: World) -> None:
    document = described(world)
    for reference in references(document):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for path, item in document["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400 and path not in {"/healthz", "/readyz"}:
                    assert "application/problem+json" in response["content"], (path, status)


def test_the_documentation_is_served(world: World) -> None:
    client = world.app.test_client()
    pages = [client.get(path, follow_redirects=True) for path in ("/docs", "/docs/swagger")]
    assert [page.status_code for page in pages] == [200, 200]
    found = [
        (page.request.path, part) for page in pages for part in re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    ]
    parts = {urljoin(base, part.strip()) for base, part in found if not part.strip().startswith("data:")}
    assert [part for part in parts if "//" in part] == []  # it works where no other host is reached
    assert {part for part in parts if client.get(part, buffered=True).status_code != 200} == set()
    assert client.get("/docs/openapi.json").json == described(world)


def described(world: World) -> dict[str, Any]:
    response = world.app.test_client().get("/openapi.json")
    assert response.status_code == 200
    return dict(json.loads(response.data))


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from references(each)
