"""True, and never mixed: what is watched is listed with what it was told, to who may see the repository."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import pytest

from graph.watching import parse
from store.watches import Wanted
from store.watching import Watching
from tasks.watcher import watch_once
from tests.api.conftest import World
from tests.api.test_api_watches import PUBLIC
from tests.api.test_dashboard_sessions import Person
from tests.repositories import commit, create

AT = "/dashboard/watches"
BEFORE = {b"till.py": b"def ring():\n    pass\n"}
AFTER = {**BEFORE, b"day.py": b"from till import ring\n\n\ndef close():\n    ring()\n"}


class Kept(NamedTuple):
    """Watches of one repository: the first two were told of one push."""

    for_agents: str
    with_address: str
    quiet: str


@pytest.fixture(scope="module")
def kept(world: World) -> Iterator[Kept]:
    source, watches = world.sources / "till.git", world.found.catalogue.watches
    create(source, BEFORE)
    world.found.catalogue.repositories.ensure(world.acme, "till", str(source))
    world.publish("acme", "till")
    wanted = (
        Wanted("till", parse("callers of till.ring")),
        Wanted("till", parse("interface of day.py"), url=PUBLIC),
        Wanted("till", parse("callees of till.ring")),
    )
    made = Kept(*(watches.add(world.acme, each, most=10).watch_id for each in wanted))
    commit(source, AFTER)
    world.publish("acme", "till")
    while watch_once(Watching(world.found.bridge, lambda _: {})):
        pass
    yield made
    for each in watches.all(world.acme, "till"):
        watches.remove(world.acme, each.watch_id)


def signed_in(world: World, *scopes: str, repositories: list[int] | None = None) -> Person:
    person = Person(world, *scopes, repositories=repositories)
    assert person.sign_in().status_code == 302
    return person


def rows(page: str) -> dict[str, str]:
    """Query -> what its line says."""
    found = re.findall(r"<tr data-row>.*?</tr>", page, re.DOTALL)
    lines = [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]
    return {line.partition(" till ")[0]: line for line in lines}


def test_each_is_listed_with_what_it_was_told_last_and_how_that_went(world: World, kept: Kept) -> None:
    person = signed_in(world)
    listed = rows(person.get(f"{AT}?repo=till").text)
    assert listed.keys() == {"callers of till.ring", "interface of day.py", "callees of till.ring"}
    assert re.search(r"agents kept .* 1 new \(day.close\)", listed["callers of till.ring"])
    assert f"{PUBLIC} immediately waiting" in listed["interface of day.py"]
    assert listed["callees of till.ring"].endswith("agents quiet nothing yet")

    page = person.get(f"{AT}/{kept.for_agents}").text
    change = re.search(r'href="([^"]+/changes[^"]+)"', page)
    assert change
    assert "day.close" in person.get(unescape(change[1])).text
    assert "watch.event" in person.get(f"{AT}/{kept.with_address}").text


def test_who_sees_a_repository_sees_its_watches_and_who_administers_what_was_sent(world: World, kept: Kept) -> None:
    shop = world.found.catalogue.repositories.show(world.acme, "shop").repository_id
    reader, narrowed = signed_in(world, "read"), signed_in(world, "admin", repositories=[shop])
    assert len(rows(reader.get(f"{AT}?repo=till").text)) == 3
    assert "watch.event" not in reader.get(f"{AT}/{kept.with_address}").text
    assert reader.send(f"{AT}/{kept.with_address}/remove").status_code == 403
    assert rows(narrowed.get(AT).text) == {}
    assert narrowed.get(f"{AT}/{kept.with_address}").status_code == 404
    assert narrowed.send(f"{AT}/{kept.with_address}/remove").status_code == 404


def test_one_is_removed_and_the_others_stay(world: World, kept: Kept) -> None:
    person = signed_in(world)
    assert person.send(f"{AT}/{kept.quiet}/remove").status_code == 302
    assert person.get(f"{AT}/{kept.quiet}").status_code == 404
    assert len(rows(person.get(f"{AT}?repo=till").text)) == 2
    assert "POST /dashboard/watches/{watch_id}/remove" in person.get("/dashboard/audit").text
