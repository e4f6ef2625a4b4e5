"""Never mixed: a GitHub App reads through tokens of one repository, which it alone can mint; never lost: it minds the quota."""

import time
from collections.abc import Iterator
from itertools import count

import pytest

from graph.errors import AccessDenied, BadInput, MirrorUnavailable, Refused
from graph.intake import Forge
from mirror import Policy
from store.model import Credential
from tasks import forge_api
from tasks.forge_listing import Account, Listed, listed
from tasks.github_app import MARGIN, AppKey, InstallationTokens, Place
from tasks.retry import Postponed
from tests.forge_api import APP_ID, INSTALLATION, ForgeAPI, Refusal, repository
from tests.repositories import create
from tests.tasks.workplace import FILES, TENANT, Workplace

NUMBERS = count(100)
SPENT = {"X-RateLimit-Remaining": "0"}


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForgeAPI]:
    """Takes the place of the folder's git server."""
    with ForgeAPI(tmp_path_factory.mktemp("forge")) as server:
        yield server


@pytest.fixture(autouse=True)
def _as_new(forge: ForgeAPI) -> None:
    forge.repositories, forge.refusals, forge.answers, forge.per_page = [], [], {}, 100
    forge.minted.clear()
    forge.asked.clear()


@pytest.fixture
def policy(forge: ForgeAPI) -> Policy:
    return Policy(frozenset({forge.host}))


def app(forge: ForgeAPI) -> AppKey:
    return AppKey(APP_ID, forge.pem)


def at(forge: ForgeAPI, number: int = 7, path: str = "acme/widget") -> Place:
    forge.repositories = [repository(number, path)]
    return Place(forge.url, path, str(number))


def test_a_run_clones_with_a_token_for_its_repository_alone(forge: ForgeAPI, place: Workplace) -> None:
    number = next(NUMBERS)
    path = f"{TENANT}/app{number}"
    create(forge.directory / f"{path}.git", FILES)
    forge.repositories = [repository(number, path)]
    hook = place.catalogue.hooks.add(place.tenant, Forge.GITHUB, "app", forge.url)
    place.catalogue.hooks.put_credential(place.tenant, hook.hook_id, "github-app", app(forge).kept())
    place.catalogue.repositories.add(
        place.tenant, f"app{number}", hook_id=hook.hook_id, forge_id=str(number), path=path, default_branch="main"
    )
    assert place.index(f"app{number}")["files"] == 3
    assert forge.asked[-1].body == {"repository_ids": [number], "permissions": {"contents": "read"}}
    assert {seen.authorization for seen in forge.seen} == {forge.authorization}
    minted = len(forge.minted)
    place.index(f"app{number}")
    assert len(forge.minted) == minted


def test_a_token_is_kept_until_five_minutes_before_its_end(forge: ForgeAPI, policy: Policy) -> None:
    now = [time.time()]
    tokens, where = InstallationTokens(policy, lambda: now[0]), at(forge)
    first = tokens.of(app(forge), where)
    now[0] += forge.lasts - MARGIN - 60
    assert tokens.of(app(forge), where) == first
    forge.asked.clear()
    now[0] = time.time()
    later = InstallationTokens(policy, lambda: now[0])
    forge.lasts = MARGIN - 60  # as much time as the forge may take to answer
    assert later.of(app(forge), where) != later.of(app(forge), where)
    forge.lasts = 3600


def test_a_name_that_another_repository_has_taken_gets_no_token(forge: ForgeAPI, policy: Policy) -> None:
    at(forge, number=8)
    with pytest.raises(AccessDenied):
        InstallationTokens(policy).of(app(forge), Place(forge.url, "acme/widget", "7"))


def test_an_app_that_is_not_installed_there_says_so(forge: ForgeAPI, policy: Policy) -> None:
    with pytest.raises(AccessDenied, match="not installed on acme/widget"):
        InstallationTokens(policy).of(app(forge), Place(forge.url, "acme/widget", "7"))


def test_another_key_is_refused_by_the_forge(forge: ForgeAPI, policy: Policy) -> None:
    where = at(forge)
    with pytest.raises(AccessDenied):
        InstallationTokens(policy).of(AppKey("1", forge.pem), where)


def test_a_private_address_is_refused_unless_the_operator_allows_it(forge: ForgeAPI) -> None:
    where = at(forge)
    with pytest.raises(Refused):
        InstallationTokens(Policy()).of(app(forge), where)
    assert forge.asked == []


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"])
def test_what_is_no_key_is_not_kept(pem: str) -> None:
    with pytest.raises(BadInput):
        AppKey(APP_ID, pem).kept()


def test_neither_key_nor_token_shows(forge: ForgeAPI, policy: Policy) -> None:
    tokens = InstallationTokens(policy)
    token = tokens.of(app(forge), at(forge))
    shown = repr(app(forge)) + repr(tokens._tokens) + repr(Credential("github-app", app(forge).kept()))
    assert "PRIVATE" not in shown
    assert token not in shown


def test_a_quota_that_is_used_up_is_tried_again(forge: ForgeAPI, place: Workplace) -> None:
    number = next(NUMBERS)
    hook = place.catalogue.hooks.add(place.tenant, Forge.GITHUB, "app", forge.url)
    place.catalogue.hooks.put_credential(place.tenant, hook.hook_id, "github-app", app(forge).kept())
    place.catalogue.repositories.add(
        place.tenant,
        f"app{number}",
        hook_id=hook.hook_id,
        forge_id=str(number),
        path="acme/later",
        default_branch="main",
    )
    for headers, least in ((SPENT, 0.9), ({"Retry-After": "90"}, 90), (until(1800), 1790), (until(86400), 3600)):
        forge.refusals = [Refusal(403, headers)]
        with pytest.raises(Postponed, match="quota") as postponed:
            place.index(f"app{number}")
        assert postponed.value.countdown is not None
        assert least <= postponed.value.countdown <= least + 10


def until(seconds: float) -> dict[str, str]:
    """When the quota is refilled, as GitHub has it."""
    return {**SPENT, "X-RateLimit-Reset": str(int(time.time() + seconds))}


def account(forge: ForgeAPI, policy: Policy, waits: list[float], kind: str = "token") -> Account:
    value = forge.token if kind == "token" else app(forge).kept()
    return Account(Forge.GITHUB, forge.url, Credential(kind, value), policy, waits.append)


def test_all_pages_are_listed_the_most_recently_pushed_first(forge: ForgeAPI, policy: Policy) -> None:
    forge.per_page = 2
    forge.repositories = [
        repository(number, f"acme/r{number}", pushed_at=f"2026-01-0{number}T00:00:00Z") for number in range(1, 6)
    ]
    found = listed(account(forge, policy, []))
    assert [each.path for each in found] == ["acme/r5", "acme/r4", "acme/r3", "acme/r2", "acme/r1"]
    assert len(forge.asked) == 3
    assert found[0] == Listed("5", "acme/r5", "main", False, False, "private", "2026-01-05T00:00:00Z")


def test_gitlab_is_listed_too(forge: ForgeAPI, policy: Policy) -> None:
    forge.repositories = [repository(1, "g/s/p", forked_from_project={"id": 3}, default_branch=None)]
    (found,) = listed(account(forge, policy, [])._replace(forge=Forge.GITLAB))
    assert (found.path, found.fork, found.default_branch) == ("g/s/p", True, None)


def test_an_app_lists_what_its_installations_cover(forge: ForgeAPI, policy: Policy) -> None:
    forge.repositories = [repository(1, "acme/a")]
    assert [each.path for each in listed(account(forge, policy, [], "github-app"))] == ["acme/a"]
    assert f"/api/v3/app/installations/{INSTALLATION}/access_tokens" in forge.paths()


@pytest.mark.parametrize(
    ("refusals", "waits"),
    [
        ([Refusal(429, {"Retry-After": "7"})], [7.0]),
        ([Refusal(403, {"Retry-After": "3"}), Refusal(503, {"Retry-After": "4"})], [3.0, 4.0]),
        ([Refusal(502), Refusal(500)], [2.0, 4.0]),
    ],
)
def test_a_forge_is_waited_for_as_long_as_it_asks(
    forge: ForgeAPI, policy: Policy, refusals: list[Refusal], waits: list[float]
) -> None:
    forge.repositories, forge.refusals, waited = [repository(1, "acme/a")], list(refusals), list[float]()
    assert len(listed(account(forge, policy, waited))) == 1
    assert waited == waits


def test_a_used_up_quota_is_waited_for_before_the_next_page(forge: ForgeAPI, policy: Policy) -> None:
    forge.per_page, waited = 1, list[float]()
    forge.repositories = [repository(1, "acme/a"), repository(2, "acme/b")]
    forge.answers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 100)}
    assert len(listed(account(forge, policy, waited))) == 2
    assert len(waited) == 1
    assert 90 < waited[0] <= 100


def test_a_wait_beyond_patience_is_told_and_not_waited_for(forge: ForgeAPI, policy: Policy) -> None:
    waited = list[float]()
    forge.refusals = [Refusal(429, {"Retry-After": "999999"})]
    with pytest.raises(MirrorUnavailable, match="999999"):
        listed(account(forge, policy, waited))
    assert waited == []


def test_a_forge_that_stays_away_is_given_up(forge: ForgeAPI, policy: Policy) -> None:
    forge.refusals, waited = [Refusal(502)] * 5, list[float]()
    with pytest.raises(MirrorUnavailable, match="502"):
        listed(account(forge, policy, waited))
    assert len(waited) == 4


@pytest.mark.parametrize("refusal", [Refusal(401), Refusal(403), Refusal(302, {"Location": "http://evil.example/"})])
def test_what_no_waiting_mends_is_told_at_once(forge: ForgeAPI, policy: Policy, refusal: Refusal) -> None:
    forge.refusals, waited = [refusal], list[float]()
    with pytest.raises(Exception, match=r"credential|no such thing"):
        listed(account(forge, policy, waited))
    assert (waited, len(forge.asked)) == ([], 1)


@pytest.mark.parametrize("forge_name", list(Forge))
def test_where_the_api_is(forge_name: Forge) -> None:
    assert forge_api.root(Forge.GITHUB, "https://github.com/") == "https://api.github.com"
    assert forge_api.root(forge_name, "https://forge.example/git").startswith("https://forge.example/git/api/v")
