"""Never mixed: what a repository calls its files, branches and definitions is text on every page, never a page's own code."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from urllib.parse import urljoin

import pytest

from graph.watching import parse
from store.watches import Wanted
from tests.api.conftest import World
from tests.api.test_dashboard_sessions import Person
from tests.repositories import create, git

SCRIPT, IMAGE, PICTURE = "<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "\"'><svg onload=alert(3)>"
HOSTILE = re.compile(r"<(script>alert|img src=x|svg onload)", re.IGNORECASE)
CODE = f"""
export const table = {{
  {PICTURE!r}: function () {{ return other() }},
  `{IMAGE}`: () => other(),
}}
/** {SCRIPT} */
export function other(a = "{SCRIPT}") {{ return table["{IMAGE}"](a) }}
""".encode()
REPO = "hostile"
AT = f"/dashboard/repositories/{REPO}"
MOST = 60  # pages


@pytest.fixture(scope="module")
def person(world: World) -> Iterator[Person]:
    source = world.sources / "hostile.git"
    files = {
        f"{IMAGE}.js".encode(): CODE,
        f"{SCRIPT.replace('/', '')}/a.py".encode(): b"def f():\n    return missing()\n",
    }
    create(source, files)
    git(source, "update-ref", f"refs/heads/{SCRIPT}", "refs/heads/main")
    world.found.catalogue.repositories.add(
        world.acme, REPO, source=str(source), default_branch="main", branch_globs=["*"]
    )
    for branch in ("main", SCRIPT):
        run = world.found.runs.request("acme", REPO, ref=f"refs/heads/{branch}", full=False, trigger="test")
        world.work("acme", run)
    world.found.catalogue.tokens.add(world.acme, ["read"], label=IMAGE)
    watched = world.found.catalogue.watches.add(world.acme, Wanted(REPO, parse(f"interface of {SCRIPT}")), most=10)
    found = Person(world)
    assert found.sign_in().status_code == 302
    yield found
    world.found.catalogue.watches.remove(world.acme, watched.watch_id)


def concerns(link: str) -> bool:
    """Other tests' repositories have pages of their own."""
    return link.startswith("/dashboard/") and (link.startswith(AT) or "/repositories/" not in link)


def test_no_page_that_can_be_reached_says_it_as_code(person: Person) -> None:
    seen, waiting, numbers = set[str](), [AT, "/dashboard/", f"{AT}/search?q=<img"], count()
    told = ""
    while waiting and next(numbers) < MOST:
        path = waiting.pop(0)
        seen.add(path)
        page = person.get(path)
        if page.mimetype != "text/html":
            continue
        assert HOSTILE.search(page.text) is None, path
        told += page.text
        links = {urljoin(path, unescape(link)).partition("#")[0] for link in re.findall(r'href="([^"]+)"', page.text)}
        waiting += sorted(filter(concerns, links - seen - set(waiting)))

    assert len(seen) > 8
    assert any(path.startswith("/dashboard/watches/") for path in seen)
    assert all(name in unescape(told) for name in (f"{IMAGE}.js", SCRIPT)), "they were shown, as text"


def test_no_answer_of_the_api_is_taken_for_a_page(person: Person, world: World) -> None:
    answer = world.caller(world.acme).get(f"/repositories/{REPO}/graph/search", q="<img")
    assert IMAGE in str(answer.json)
    for each in (answer, world.app.test_client().get("/repositories"), world.app.test_client().get("/openapi.json")):
        assert "json" in str(each.mimetype)
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert each.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert each.headers["Referrer-Policy"] == "no-referrer"
        assert "no-cache" in each.headers["Cache-Control"] or "no-store" in each.headers["Cache-Control"]
