"""A hook with repositories, and the deliveries that its forge would send, for the tests of what they do."""

import secrets
from typing import NamedTuple

from graph.intake import Change, Delivery, Effect, Forge, Hook, Outcome, Receipt, Want
from store.bridge import Role
from store.repositories import Branch, Repository
from tests.store.conftest import Store


class Wide(NamedTuple):
    """A hook of a whole forge."""

    store: Store
    hook: Hook

    def add(self, path: str, tenant: int | None = None, **fields: str) -> tuple[str, str]:
        """A repository's name here and its number there."""
        name, forge_id = f"r-{secrets.token_hex(4)}", str(secrets.randbits(40) + 1)
        self.store.catalogue.repositories.add(
            tenant or self.store.tenant, name, hook_id=self.hook.hook_id, forge_id=forge_id, path=path,
            default_branch=fields.get("default_branch", "main"),
        )  # fmt: skip
        return name, forge_id

    def tell(self, change: Change, subject: str = "", value: str = "") -> Receipt:
        return self.send(effects=(Effect(change, subject, value),))

    def push(self, forge_id: str, branch: str = "main", path: str | None = None) -> Receipt:
        return self.send(Want(forge_id, f"refs/heads/{branch}", None, None, path))

    def send(self, *wants: Want, effects: tuple[Effect, ...] = (), key: str | None = None) -> Receipt:
        outcome = Outcome.ACCEPTED if wants else Outcome.HANDLED
        delivery = Delivery(key, "event", outcome, "" if wants else "told", {}, "0" * 64, wants, effects)
        return self.store.intake.record(self.hook, delivery)

    def show(self, name: str, tenant: int | None = None) -> Repository:
        return self.store.catalogue.repositories.show(tenant or self.store.tenant, name)

    def branches(self, name: str, tenant: int | None = None) -> dict[str, Branch]:
        found = self.store.catalogue.repositories.branches(tenant or self.store.tenant, name)
        return {branch.name: branch for branch in found}

    def of(self, tenant: int) -> dict[str, str | None]:
        """The tenant's repositories of this hook: path to name."""
        found = self.store.catalogue.repositories.all(tenant)
        return {each.path or "": each.name for each in found if each.hook_id == self.hook.hook_id}

    def runs(self, tenant: int) -> list[str]:
        """Which repositories of this hook have a run, one entry a run."""
        names = set(self.of(tenant).values())
        return sorted(run.repo for run in self.store.runs.recent(tenant, limit=1000) if run.repo in names)


def wide(store: Store, *, auto_register: str | None = None, keep_bodies: bool = False) -> Wide:
    new = store.catalogue.hooks.add(
        store.tenant, Forge.GITLAB, "system", "https://gitlab.example.com",
        auto_register=auto_register, keep_bodies=keep_bodies,
    )  # fmt: skip
    hook = store.intake.hook(new.hook_id)
    assert hook is not None
    return Wide(store, hook)


def scalar(store: Store, tenant: int, question: str, *values: object) -> object:
    async def ask() -> object:
        async with store.bridge.transaction(Role.WORKER, tenant) as connection:
            answer: object = await connection.fetchval(question, *values)
            return answer

    return store.bridge.run(ask())
