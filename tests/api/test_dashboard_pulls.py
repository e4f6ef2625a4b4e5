"""True: the pages of requests say what is wanted and what was answered."""

from graph.intake import Delivery, Forge, Outcome, Pull
from store.pulls import PullAnswer
from tasks.supposing import Where
from tasks.what_if import Supposed
from tests.api.conftest import World
from tests.api.test_dashboard_sessions import Person

AT = "/dashboard/repositories/asked/pulls"
CART = b"def total():\n    pass\n\n\ndef pay():\n    total()\n"


def test_a_request_is_shown_as_it_waits_and_as_it_is_answered(world: World) -> None:
    catalogue, pulls = world.found.catalogue, world.found.pulls
    hook = catalogue.hooks.add(world.acme, Forge.GITHUB, "repository", "https://github.com", pulls=True)
    catalogue.repositories.add(world.acme, "asked", hook_id=hook.hook_id, forge_id="81", path="acme/asked")
    receiver = world.found.intake.hook(hook.hook_id)
    assert receiver is not None
    pull = Pull("81", 5, "main", "1" * 40, 10)
    world.found.intake.record(
        receiver, Delivery(None, "pull_request", Outcome.ACCEPTED, "", {}, "0" * 64, [], pulls=[pull])
    )
    person = Person(world)
    person.sign_in()

    waiting = person.get(f"{AT}/5")
    claim = pulls.claim("acme", "asked", 5)
    assert claim is not None
    change = world.found.what_if().change(Where(world.acme, "shop"), [Supposed("more.py", CART)])
    pulls.answer(claim, PullAnswer("b" * 40, "1" * 40, "c" * 40, [], change))
    answered = person.get(f"{AT}/5")

    assert (waiting.status_code, "It has not been computed yet." in waiting.text) == (200, True)
    assert answered.status_code == 200
    assert "more.total" in answered.text
    assert "/symbols/" not in answered.text.split("<h2>Added</h2>")[1].split("</section>")[0]  # they are in no graph
    assert f"{AT}/5" in person.get(AT).text
    assert person.send(f"{AT}/5").status_code == 302
    assert pulls.show(world.acme, "asked", 5).waits
    assert person.get(f"{AT}/6").status_code == 404
