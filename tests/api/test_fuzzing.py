"""Never mixed, never lost: whatever fits or breaks /openapi.json, nothing is a 5xx, every answer has the promised shape, nothing is
told of a tenant that holds the same under the same ids, and nothing happens without token or signature.

`make fuzz` sends many more examples than the short suite does.
"""

from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aether.application import web
from graph import identity
from graph.intake import Forge
from tests.api.conftest import SHOP, World
from tests.repositories import create

FEWER = 20  # examples of one operation: the profile's number by this, for there are some forty operations
SHAPES = [response_schema_conformance, status_code_conformance, content_type_conformance]
ASKED = {
    "q": "add",
    "at": "shop/cart.py:2",
    "from": "shop.order.place",
    "to": "add",
    "name": "shop",
    "branch": "main",
    "resolution": "exact,dispatch",
    "kind": "function",
}
TWINS = b"what only the other tenant may read"
HEALTH = {"/healthz", "/readyz"}
REACHING = {"/hooks/{hook_id}/connect", "/hooks/{hook_id}/test"}  # they ask the forge
AWAY = 503


class Fuzzed(NamedTuple):
    """A tenant of its own, so that what is deleted is nobody's, and what can be named in paths."""

    world: World
    schema: Any
    tenant_id: int
    token: str
    names: dict[str, str]


@pytest.fixture
def fuzzed(world: World) -> Fuzzed:
    settled = world.found.settings.model_copy(update={"public_url": "http://127.0.0.1:1"})
    found = world.found._replace(settings=settled)
    tenant_id = found.catalogue.tenants.add("fuzzed")
    found.catalogue.repositories.ensure(tenant_id, "shop", str(world.sources / "shop.git"))
    run_id = found.runs.request("fuzzed", "shop", ref=None, full=False, trigger="test")
    world.work("fuzzed", run_id)
    create(world.sources / "twin.git", {path: b'"""' + TWINS + b'"""\n' + source for path, source in SHOP.items()})
    twin = found.catalogue.tenants.add("twin")
    found.catalogue.repositories.ensure(twin, "shop", str(world.sources / "twin.git"))
    world.publish("twin", "shop")
    hook = found.catalogue.hooks.add(tenant_id, Forge.GITHUB, "app", "https://forge.invalid")
    (node,) = found.reader.nodes_named(tenant_id, "shop", "shop.cart.add").items
    (caller,) = found.reader.callers(tenant_id, "shop", node.id).items
    edge_id = identity.edge_id(*caller.edges[0][:6])
    names = {"repo_id": "shop", "hook_id": hook.hook_id, "task_id": run_id, "node_id": identity.show(node.id)}
    names["edge_id"] = edge_id
    schema = schemathesis.openapi.from_wsgi("/openapi.json", web(found))
    return Fuzzed(world, schema, tenant_id, found.catalogue.tokens.add(tenant_id, ["admin"]), names)


def test_no_request_is_a_server_error_and_none_of_a_stranger_does_anything(fuzzed: Fuzzed) -> None:
    """Each example twice: as a stranger sends it, and with an administrator's token. Of every question first one that has an
    answer; what deletes comes last.
    """
    operations = [found.ok() for found in fuzzed.schema.get_all_operations()]
    assert len(operations) >= 30
    graph = [operation for operation in operations if "/graph/" in operation.path]
    assert {answered(fuzzed, operation) for operation in graph} == {200}
    for operation in sorted(operations, key=lambda each: each.method == "delete"):
        cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @given(cases, st.booleans())
        @settings(max_examples=max(settings().max_examples // FEWER, 1))
        def send(case: Any, known: bool) -> None:
            if known:
                case.path_parameters.update({k: v for k, v in fuzzed.names.items() if k in case.path_parameters})
                case.query.update({name: value for name, value in ASKED.items() if name in case.query})
            stranger = case.call().status_code
            assert 400 <= stranger < 500 or (stranger == 200 and case.operation.path in HEALTH), case.as_curl_command()
            checked(fuzzed, case)

        send()
    assert fuzzed.world.found.catalogue.deliveries.all(fuzzed.tenant_id) == []


def answered(fuzzed: Fuzzed, operation: Any) -> int:
    """The status of the question about what is there."""
    asked = {each.name for each in operation.query if each.is_required}
    query = {name: value for name, value in ASKED.items() if name in asked}
    return checked(fuzzed, operation.Case(path_parameters=fuzzed.names, query=query))


def checked(fuzzed: Fuzzed, case: Any) -> int:
    response = case.call(headers={"Authorization": f"Bearer {fuzzed.token}"})
    away = response.status_code == AWAY and case.operation.path in REACHING  # no forge is at the hook's address
    assert response.status_code < 500 or away, case.as_curl_command()
    assert TWINS.decode() not in response.text, case.as_curl_command()
    case.validate_response(response, checks=SHAPES)
    return int(response.status_code)
