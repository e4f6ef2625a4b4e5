"""How a tenant's other repositories use one of them: which depend on its packages, and which of their files import them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing
from store.model import Answer, Reached, Scope, Site, tenant_of
from store.view import view

SQL: Final = sql.load("across")
MODULES: Final = 20_000  # external modules of one repository


class Dependent(NamedTuple):
    """A repository that depends on a package, and the branch to query in it."""

    repo: str
    branch: str


class AcrossReader:
    """`within` restricts the answer as for any query: repositories that a token may not read are left out."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def dependents(
        self, within: int | Scope, repo: str, ecosystem: str, package: str, limit: int
    ) -> list[Dependent]:
        """Sorted by name, without `repo` itself."""
        short = package.rpartition("/")[2]
        async with self.bridge.transaction(Role.READER, within, snapshot=True) as connection:
            asked = (tenant_of(within), repo, short, ecosystem, package, limit)
            return [Dependent(*row) for row in await connection.fetch(SQL["dependents"], *asked)]

    @crossing
    async def modules(self, within: int | Scope, repo: str, branch: str | None, language: str) -> Mapping[str, int]:
        """The external modules that are imported: name -> node id."""
        async with view(self.bridge, within, repo, branch) as here:
            found = await here.connection.fetch(SQL["modules"], *here.graph, language, MODULES)
            return {row["qualified_name"]: row["node_id"] for row in found}

    @crossing
    async def importing(
        self, within: int | Scope, repo: str, branch: str | None, modules: Collection[int], limit: int
    ) -> list[str]:
        """The files that import one of these."""
        async with view(self.bridge, within, repo, branch) as here:
            found = await here.connection.fetch(SQL["importing"], *here.graph, list(modules), limit)
            return [row["path"] for row in found]

    @crossing
    async def answer(
        self, within: int | Scope, repo: str, branch: str | None, reached: Mapping[int, tuple[int, Sequence[Site]]],
        left_out: str,
    ) -> Answer[Reached]:  # fmt: skip
        """The answer for nodes reached from another repository. `reached`: for each, its depth and the edges that leave it."""
        async with view(self.bridge, within, repo, branch) as here:
            items = [Reached(each, *reached[each.id]) for each in await here.nodes(list(reached))]
            items.sort(key=lambda each: each.depth)
            return await here.answer(items, [each.node for each in items], beyond=True, left_out=left_out)
