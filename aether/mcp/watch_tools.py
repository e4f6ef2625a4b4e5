"""The tools for watches: an agent polls for what pushes changed."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from aether.mcp import text
from aether.mcp.tools import Branch, Repo
from api.services import Services
from graph.errors import Forbidden
from graph.watching import FORMS
from store.model import Scope
from store.tenants import Token
from store.watches import EventRow, WatchRow
from tasks.watches import Asked

Wanted = Annotated[
    str, Field(description=f"One of: {'; '.join(f'{shape}: {what}' for shape, what in FORMS.values())}.")
]
Page = Annotated[int, Field(ge=1, le=text.MOST)]


class WatchTools:
    def __init__(self, services: Services, caller: Callable[[], Token]) -> None:
        """`caller`: returns the current caller; answers are limited to what the caller's token may see."""
        self._services, self._caller = services, caller

    def watch(self, repo: Repo, query: Wanted, branch: Branch = None) -> str:
        """Watch a repository: from now on, `watch_events` reports for every push how the answer to the query changed."""
        made = self._services.watching.add(self._reader(), Asked(repo, query, branch, mcp=True))
        return f"watch {made.watch_id}; ask `watch_events` after pushes"

    def watches(self, repo: str | None = None) -> str:
        """The watches of one repository, or of all."""
        found = self._services.catalogue.watches.all(self._reader(), repo)
        return text.lines([_watch(each) for each in found]) or "nothing is watched"

    def unwatch(self, watch_id: str) -> str:
        """Remove a watch and its events. Only an administrator can remove one that posts to an address."""
        watches, scope = self._services.catalogue.watches, self._reader()
        if watches.show(scope, watch_id).url:
            raise Forbidden(f"Watch {watch_id} posts to an address: remove it with `aether watch remove`.")
        watches.remove(scope, watch_id)
        return f"watch {watch_id} removed"

    def watch_events(self, after: int = 0, watch_id: str | None = None, limit: Page = 20) -> str:
        """What pushes changed for the watches, oldest first. Pass `after` from the previous answer to miss nothing."""
        found = self._services.catalogue.watches.events(self._reader(), after=after, watch_id=watch_id, limit=limit)
        told = [line for each in found for line in _event(each)]
        last = found[-1].event_id if found else after
        return text.joined(("\n".join(told) or "nothing since", f"next page: after={last}"))

    def _reader(self) -> Scope:
        who = self._caller()
        if not {"read", "admin"} & who.scopes:
            raise Forbidden("This token may not read: ask for one with the scope 'read'.")
        return who.scope


def _watch(found: WatchRow) -> str:
    where = f" [{found.branch}]" if found.branch else ""
    told = f" -> {found.url}" + (f" ({found.digest})" if found.digest else "") if found.url else ""
    return f"{found.watch_id} {found.repo}{where}: {found.query}{told}"


def _event(found: EventRow) -> list[str]:
    """One event as text: what changed, and where."""
    body = found.body
    head = f"{found.event_id} {body['repo']} [{body['branch']} at {body['to_commit']}] {body['says']}"
    signs = (("added", "+"), ("removed", "-"), ("changed", "~"))
    items = [f"  {sign} {_item(each)}" for name, sign in signs for each in body.get(name, ())]
    left = [f"  left out: {'; '.join(body['left_out'])}"] if body.get("left_out") else []
    return [head, *items, *left]


def _item(found: dict[str, object]) -> str:
    aspects = found.get("aspects")
    how = f" ({', '.join(map(str, aspects))})" if isinstance(aspects, list) else ""
    return f"{found['path']}:{found['line']} {found['kind']} {found['qualified_name']}{how}"
