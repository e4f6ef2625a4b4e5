"""True, never lost, never mixed, as a person sees it: the dashboard in a real browser over a real service."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graph import identity
from graph.watching import parse
from store.watches import Wanted
from tests.aether.installation import until
from tests.end_to_end.browser import SIZES, Size, Visitor, chromium
from tests.end_to_end.service import Registered, Service
from tests.git_http import GitHTTP
from tests.repositories import Files, commit, create

ADMINISTRATOR: Final = "the-administrator-of-a-test"
ONE: Files = {
    b"shop/__init__.py": b"",
    b"shop/cart.py": b'def total(items):\n    """The sum of all prices."""\n    return add(items)\n\n\ndef add(items):\n    return sum(items)\n',
    b"shop/order.py": b"from shop.cart import total\n\n\nclass Order:\n    def pay(self, items):\n        return total(items)\n\n\n"
    b"class Gift(Order):\n    def pay(self, items):\n        return 0\n",
    b"shop/broken.py": b"def half(:\n    return 1\n",
}
TWO: Files = {
    **ONE,
    b"shop/cart.py": b"def total(items, currency):\n    return convert(items, currency)\n\n\ndef convert(items, currency):\n    return items\n",
    b"shop/order.py": b"from shop.cart import add, total\n\n\nclass Order:\n    def pay(self, items):\n        return total(add(items))\n",
}


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path_factory.mktemp("forge")) as server:
        yield server


@pytest.fixture(scope="module")
def service(forge: GitHTTP, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service") / "data", forge.host) as running:
        yield running


@pytest.fixture(scope="module")
def browser(service: Service) -> Iterator[Browser]:
    with chromium() as found:
        yield found


class Shop:
    """A tenant with one repository at the forge, and its administrator."""

    def __init__(self, service: Service, forge: GitHTTP, tenant: str) -> None:
        self.service, self.forge_id = service, str(len(tenant) + 1000)
        self.source = forge.directory / tenant / "shop.git"
        (self.head,) = create(self.source, ONE)
        self.who: Registered = service.register(tenant, "shop", f"{tenant}/shop", self.forge_id)
        tenant_id = service.found.catalogue.tenants.id(tenant)
        self.tenant_id, self.token = tenant_id, service.found.catalogue.tokens.add(tenant_id, ["admin"])

    def push(self, files: Files | None = None) -> str:
        """The commit's first digits, as pages show them."""
        if files is not None:
            self.head = commit(self.source, files)
        assert self.service.push(self.who, self.forge_id, self.head)[0] == 202
        return self.head[:10]

    def indexed(self, files: Files | None = None) -> None:
        self.push(files)
        self.service.indexed(self.who, self.head)

    def watched(self) -> None:
        """A watch is told of a push."""
        watches = self.service.found.catalogue.watches
        watches.add(self.tenant_id, Wanted("shop", parse("callers of shop.cart.add")), most=10)
        self.indexed(TWO)
        until(lambda: watches.lines(self.tenant_id, limit=1)[0].told_at)

    def symbol(self, name: str) -> str:
        (node,) = self.service.found.reader.nodes_named(self.tenant_id, "shop", name).items
        return f"/dashboard/repositories/shop/symbols/{identity.show(node.id)}"


def test_from_the_first_start_to_the_first_answer(service: Service, forge: GitHTTP, browser: Browser) -> None:
    (head,) = create(forge.directory / "first" / "shop.git", ONE)
    with Visitor(browser, service.url) as visitor:
        page = visitor.sign_in(ADMINISTRATOR)
        expect(page.get_by_role("heading", name="No repositories yet")).to_be_visible()
        page.get_by_role("link", name="Create a hook").click()
        page.get_by_label("Address of the forge").fill(f"http://{forge.host}")
        page.get_by_role("button", name="Create hook").click()
        url, secret = page.locator("#url").inner_text(), page.locator("#secret").inner_text()
        _send(service, url, secret, "ping", {"zen": "Keep it logically awesome."})
        expect(_steps(page)).to_have_count(3)
        expect(page.locator("#secret")).to_have_text(secret)  # still there to be copied
        page.get_by_label("Path at the forge").fill("first/shop")
        page.get_by_label("Id at the forge").fill("7")
        page.get_by_label("Name here").fill("shop")
        page.get_by_role("button", name="Register").click()
        expect(page.get_by_text("The secret was shown when the hook was created")).to_be_visible()
        assert secret not in page.content()
        expect(_steps(page)).to_have_count(4)
        repository = {"id": 7, "full_name": "first/shop", "default_branch": "main"}
        _send(service, url, secret, "push", {"ref": "refs/heads/main", "after": head, "repository": repository})
        expect(_steps(page)).to_have_count(6)

        page.get_by_role("link", name="Repositories").click()
        page.get_by_role("link", name="shop", exact=True).click()
        page.get_by_label("Find a symbol").press_sequentially("tot")
        page.locator("#found").get_by_role("link", name="shop.cart.total").click()
        expect(page.get_by_role("heading", name="function shop.cart.total")).to_be_visible()
        expect(page.locator("section", has=page.locator("#callers"))).to_contain_text("shop.order.Order.pay")
        expect(page.get_by_label("Source")).to_contain_text("return add(items)")
        page.locator("svg").get_by_role("link", name="Order.pay").first.click()
        expect(page.get_by_role("heading", name="method shop.order.Order.pay")).to_be_visible()


def test_a_push_moves_the_progress_and_then_the_graph_of_an_open_page(
    service: Service, forge: GitHTTP, browser: Browser
) -> None:
    shop = Shop(service, forge, "watched")
    shop.indexed()
    with Visitor(browser, service.url) as visitor:
        visitor.sign_in(shop.token)
        page = visitor.open("/dashboard/repositories/shop")
        page.evaluate("window.kept = true")
        with _held(forge):
            commit_shown = shop.push(TWO)
            expect(page.locator("#state progress").first).to_be_visible()
            expect(page.locator("#state td").get_by_text(commit_shown).first).to_be_visible()
            expect(page.locator("p.fresh")).to_contain_text(f"behind {commit_shown}")
        expect(page.locator("p.fresh")).to_contain_text(f"Up to date: {commit_shown}")

        assert page.evaluate("window.kept") is True  # nobody reloaded it
        page.get_by_role("link", name="Change of main").click()
        expect(page.locator("section", has=page.get_by_role("heading", name="Added"))).to_contain_text("convert")
        expect(page.locator("svg .added").first).to_be_visible()


def test_a_delivery_whose_run_failed_says_why_and_is_replayed(
    service: Service, forge: GitHTTP, browser: Browser
) -> None:
    shop = Shop(service, forge, "closed")
    forge.authorization = "Basic somebody-else"
    with Visitor(browser, service.url) as visitor:
        visitor.sign_in(shop.token)
        shop.push()
        page = visitor.open("/dashboard/deliveries")
        page.get_by_role("link", name="failed").click()
        why = page.locator(".why")
        expect(why).to_contain_text("access_denied")
        expect(why).to_contain_text("The forge requires a credential")
        expect(why).to_contain_text("aether credential add")
        forge.authorization = None
        page.get_by_role("link", name="Deliveries").click()
        page.get_by_role("button", name=re.compile("^Replay")).click()
        expect(page.locator("#outcome")).to_contain_text("succeeded")

        visitor.open("/dashboard/repositories/shop")
        expect(page.locator("p.fresh")).to_contain_text(shop.head[:10])


def test_two_tenants_see_their_own_and_a_link_waits_for_who_signs_in(
    service: Service, forge: GitHTTP, browser: Browser
) -> None:
    mine, other = Shop(service, forge, "mine"), Shop(service, forge, "others")
    mine.indexed()
    run = service.get("/repositories/shop", mine.who.token)["branches"][0]["run"]
    with Visitor(browser, service.url) as visitor:
        page = visitor.open(mine.symbol("shop.cart.total"))
        page.get_by_label("Token").fill(mine.token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="function shop.cart.total")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    with Visitor(browser, service.url) as visitor:
        page = visitor.sign_in(other.token)
        page.get_by_role("link", name="shop", exact=True).click()
        expect(page.get_by_role("heading", name="Nothing has been indexed yet")).to_be_visible()
        for path in (f"/dashboard/runs/{run}", mine.symbol("shop.cart.total"), f"/dashboard/hooks/{mine.who.hook_id}"):
            visitor.open(path)
            expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Not Found|Conflict"))
        refused = [said for said in visitor.said if "404" in said or "409" in said]
        assert visitor.said == refused  # the browser's own word for these answers
        visitor.said.clear()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_every_page_is_quiet_accessible_and_fits(
    service: Service, forge: GitHTTP, browser: Browser, size: Size
) -> None:
    shop = Shop(service, forge, f"looked-at-{size.name}")
    shop.indexed()
    shop.watched()
    faults: dict[str, list[str]] = {}
    with Visitor(browser, service.url, size) as visitor:
        visitor.open("/dashboard/sign-in")
        visitor.keep("sign-in")
        faults["sign-in"] = visitor.faults()
        visitor.sign_in(shop.token)
        for name, path in _pages(service, shop).items():
            page = visitor.open(path)
            for included in page.locator("[data-include]").all():
                expect(included.locator("figure, .none").first).to_be_visible()
            visitor.keep(name)
            faults[name] = visitor.faults()

    assert {name: found for name, found in faults.items() if found} == {}


def _pages(service: Service, shop: Shop) -> dict[str, str]:
    delivery = service.found.catalogue.deliveries.all(shop.tenant_id)[0].delivery_id
    run = service.found.runs.recent(shop.tenant_id, "shop")[0].run_id
    watch = service.found.catalogue.watches.all(shop.tenant_id)[0].watch_id
    at = "/dashboard/repositories/shop"
    return {
        "repositories": "/dashboard/",
        "no-repository": "/dashboard/?q=nothing",
        "repository": at,
        "search": f"{at}/search?q=o",
        "symbol": shop.symbol("shop.order.Order"),
        "picture": f"{shop.symbol('shop.cart.total')}/picture?depth=2",
        "change": f"{at}/changes",
        "change-picture": f"{at}/changes/picture",
        "change-not-kept": f"{at}/changes?to=1234567",
        "runs": "/dashboard/runs",
        "no-run": "/dashboard/runs?state=failed",
        "run": f"/dashboard/runs/{run}",
        "deliveries": "/dashboard/deliveries",
        "delivery": f"/dashboard/deliveries/{delivery}",
        "watches": "/dashboard/watches",
        "no-watch": "/dashboard/watches?repo=nothing",
        "watch": f"/dashboard/watches/{watch}",
        "hooks": "/dashboard/hooks",
        "hook": f"/dashboard/hooks/{shop.who.hook_id}",
        "tokens": "/dashboard/tokens",
        "audit": "/dashboard/audit",
    }


@contextmanager
def _held(forge: GitHTTP) -> Iterator[None]:
    """Nobody fetches until the block is left."""
    forge.release.clear()
    forge.stall = lambda _: True
    try:
        yield
    finally:
        forge.stall = lambda _: False
        forge.release.set()


def _steps(page: Page) -> Locator:
    return page.locator(".steps .done")


def _send(service: Service, url: str, secret: str, event: str, content: dict[str, object]) -> None:
    """As the forge does, with what was copied from the page."""
    body = json.dumps(content).encode()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": str(uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    status, answer = service.call(url.removeprefix(service.url), body, headers)
    assert status in {200, 202}, answer
