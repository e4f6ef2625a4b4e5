"""True: who calls from another repository is found there, with that repository's own freshness. Never mixed: of another tenant
nothing, and of a token's tenant only what the token opens.
"""

import secrets
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.api.conftest import Caller, World
from tests.api.ecosystems import COMPOSER, GEM, GO, GRADLE, MAVEN, NPM, NUGET, RUST, Pair
from tests.repositories import Files, commit, create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
LARGE = ("redis/commands/", "redis/asyncio/")
_KOMBU = Path(str(metadata.distribution("kombu").locate_file("kombu")))
KOMBU: dict[bytes, bytes] = {
    b"requirements.txt": b"redis>=4\n",
    b"kombu/__init__.py": b"",
    b"kombu/transport/__init__.py": b"",
    b"kombu/transport/redis.py": (_KOMBU / "transport/redis.py").read_bytes(),
}

CART: Files = {
    b"pyproject.toml": b'[project]\nname = "Acme_Shop"\n',
    b"src/shop/__init__.py": b"from shop.cart import Cart\n",
    b"src/shop/cart.py": b"class Cart:\n    def __init__(self):\n        self.lines = []\n\n    def total(self):\n        return add(self)\n\n\n"
    b"def add(cart):\n    return 1\n",
    b"src/shop/tools.py": b"def once():\n    pass\n",
    b"utils.py": b"def add():\n    return 2\n",
}
TILL: Files = {
    b"pyproject.toml": b'[project]\nname = "till"\ndependencies = ["acme-shop>=1"]\n',
    b"till/__init__.py": b"",
    b"till/ring.py": b"from shop import Cart\nfrom till.keep import kept\n\n\ndef ring():\n    return Cart().total()\n\n\n"
    b"def again():\n    return kept().total()\n\n\ndef day():\n    ring()\n",
    b"till/keep.py": b"from shop.cart import Cart\n\n\ndef kept() -> Cart:\n    return Cart()\n",
    b"till/own.py": b"from utils import add\n\n\ndef mine():\n    return add()\n",
}
UNRELATED: Files = {b"loose.py": TILL[b"till/keep.py"]}  # says of no package that it depends on it


class Land(NamedTuple):
    """A tenant with repositories of its own."""

    world: World
    name: str
    tenant_id: int

    def publish(self, **trees: Files) -> None:
        for name, files in trees.items():
            path = self.world.sources / f"{self.name}-{name}.git"
            create(path, files)
            self.world.found.catalogue.repositories.ensure(self.tenant_id, name, str(path))
            self.world.publish(self.name, name)

    def ask(self, question: str, repo: str, name: str, caller: Caller | None = None, **more: Any) -> dict[str, Any]:
        caller = caller or self.world.caller(self.tenant_id)
        graph = f"/repositories/{repo}/graph"
        searched: Any = caller.get(f"{graph}/search", q=name).json
        node = next(each for each in searched["nodes"] if each["qualified_name"] == name)
        answer = caller.get(f"{graph}/nodes/{node['id']}/{question}", across="true", **more)
        assert answer.status_code == 200, answer.text
        found: Any = answer.json
        return dict(found)


@pytest.fixture
def land(world: World) -> Land:
    return _land(world)


def _land(world: World) -> Land:
    name = f"land{secrets.token_hex(4)}"
    return Land(world, name, world.found.catalogue.tenants.add(name))


@pytest.fixture(scope="module")
def real(world: World) -> Land:
    """redis, and what of kombu uses it."""
    land, (_, redis) = _land(world), releases(TESTDATA)[-1]
    written = {path.encode(): text for path, text in redis.items() if not path.startswith(LARGE)}
    land.publish(redis={**written, b"setup.cfg": b"[metadata]\nname = redis\n"}, kombu=KOMBU)
    return land


def _callers(found: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Repository -> caller -> depth."""
    return {
        each["repo_id"]: {
            item["node"]["qualified_name"]: item["depth"]
            for item in (each["answer"] or {"neighbours": []})["neighbours"]
        }
        for each in found["across"]
    }


def test_callers_of_another_repository_are_found_through_types_and_exports(land: Land) -> None:
    land.publish(cart=CART, till=TILL, loose=UNRELATED)

    found = land.ask("callers", "cart", "shop.cart.Cart.total")

    assert found["neighbours"] == []
    assert _callers(found) == {"till": {"till.ring.ring": 1, "till.ring.again": 1}}
    (there,) = found["across"]
    ring = next(each for each in there["answer"]["neighbours"] if each["node"]["name"] == "ring")
    assert [(each["path"], each["sites"], each["target"]) for each in ring["edges"]] == [
        ("till/ring.py", [[6, 18]], found["node"]["id"])
    ]
    assert there["answer"]["freshness"]["indexed_commit"] != found["freshness"]["indexed_commit"]


def test_impact_goes_on_in_the_other_repository(land: Land) -> None:
    land.publish(cart=CART, till=TILL)

    found = land.ask("impact", "cart", "shop.cart.add")

    assert _callers(found) == {"till": {"till.ring.ring": 2, "till.ring.again": 2, "till.ring.day": 3}}
    assert _callers(land.ask("impact", "cart", "shop.cart.Cart"))["till"].keys() >= {"till.keep.kept", "till.ring.ring"}
    assert _callers(land.ask("impact", "cart", "shop.cart.Cart", depth=1))["till"].keys() == {
        "till.keep.kept", "till.ring.ring", "till.ring.again",
    }  # fmt: skip


@pytest.mark.parametrize(
    "pair",
    [NPM, GO, GO._replace(name="example.org/cart/tax.New"), RUST, MAVEN, GRADLE, COMPOSER, GEM, NUGET],
    ids=["npm", "go, by type", "go, by name", "cargo", "maven", "gradle", "composer", "gem", "nuget"],
)
def test_packages_of_other_ecosystems_are_joined(world: World, land: Land, pair: Pair) -> None:
    land.publish(provider=pair.provider, user=pair.user)
    other = _land(world)
    other.publish(provider=pair.provider)

    assert _callers(land.ask("callers", "provider", pair.name)) == {"user": pair.callers}
    assert other.ask("callers", "provider", pair.name)["across"] == []


def test_a_module_of_the_same_name_that_is_the_users_own_is_not_taken_for_the_packages(land: Land) -> None:
    land.publish(cart=CART, till={**TILL, b"utils.py": b"def add():\n    return 3\n"})

    assert _callers(land.ask("callers", "cart", "utils.add")) == {"till": {}}


def test_the_answer_is_of_what_the_other_repository_is_now(land: Land) -> None:
    land.publish(cart=CART, till=TILL)
    commit(land.world.sources / f"{land.name}-till.git", {**TILL, b"till/ring.py": b"def ring():\n    pass\n"})
    land.world.publish(land.name, "till")

    assert _callers(land.ask("callers", "cart", "shop.cart.Cart.total")) == {"till": {}}


def test_another_tenant_and_a_narrowed_token_see_nothing_of_it(world: World, land: Land) -> None:
    land.publish(cart=CART, till=TILL)
    other = _land(world)
    other.publish(cart=CART)
    cart = world.found.catalogue.repositories.show(land.tenant_id, "cart")
    narrowed = world.caller(land.tenant_id, "read", repositories=[cart.repository_id])

    assert other.ask("callers", "cart", "shop.cart.Cart.total")["across"] == []
    assert land.ask("callers", "cart", "shop.cart.Cart.total", narrowed)["across"] == []


def test_a_repository_that_cannot_answer_says_why(world: World, land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    land.publish(cart=CART, till=TILL)
    monkeypatch.setattr("parsing.LINKER_VERSION", 0)
    land.world.publish(land.name, "till")
    monkeypatch.undo()

    (there,) = land.ask("callers", "cart", "shop.cart.Cart.total")["across"]

    assert there["answer"] is None
    assert "another version" in there["unanswered"]


@pytest.mark.parametrize(
    ("name", "caller", "written"),
    [
        ("redis.client.Redis.pubsub", "Channel.subclient", b".pubsub()"),
        ("redis.client.Redis", "Channel._create_client", b"Client("),
        ("redis.connection.ConnectionPool", "Channel._get_pool", b"redis.ConnectionPool("),
    ],
)
def test_calls_of_a_real_package_in_another_one_are_found(real: Land, name: str, caller: str, written: bytes) -> None:
    (there,) = real.ask("callers", "redis", name)["across"]
    (found,) = there["answer"]["neighbours"]

    assert found["node"]["qualified_name"] == f"kombu.transport.redis.{caller}"
    lines = KOMBU[b"kombu/transport/redis.py"].splitlines()
    assert {written in lines[line - 1] for edge in found["edges"] for line, _ in edge["sites"]} == {True}
