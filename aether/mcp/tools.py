"""The tools, one method each. Agents read their docstrings, which are therefore written for agents."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import Field

from aether.mcp import text
from aether.mcp.outline import outline
from api import pull_views, views
from api.change_page import page
from api.services import Services
from graph.errors import Forbidden
from graph.model import Node
from mirror.names import ref_name
from store.model import Answer, Reached, Scope
from store.outline import OutlineReader
from store.tenants import Token
from tasks.across import Asked
from tasks.requests import Asked as Request
from tasks.supposing import Where
from tasks.what_if import Supposed

SAME_NAME: Final = 4  # nodes with one name that are answered about at once

Repo = Annotated[str, Field(description="The repository's id, as `repositories` lists it.")]
Name = Annotated[str, Field(description="A name, a qualified name, or a node's id.")]
Branch = Annotated[str | None, Field(description="Defaults to the default branch.")]
Elsewhere = Annotated[bool, Field(description="Also search the other repositories that depend on this one.")]
Depth = Annotated[int, Field(ge=1, le=8, description="Steps along calls.")]


class Tools:
    def __init__(self, services: Services, outlines: OutlineReader, caller: Callable[[], Token]) -> None:
        """`caller`: returns the current caller; answers are limited to what the caller's token may see."""
        self._services, self._outlines, self._caller = services, outlines, caller

    def repositories(self) -> str:
        """The repositories you can query, with their indexed branches."""
        catalogue, scope = self._services.catalogue.repositories, self._reader()
        found = [
            f"{each.name}: {', '.join(f'{at.name} at {at.indexed_commit or None}' for at in catalogue.branches(scope, each.name)) or 'not indexed yet'}"
            for each in catalogue.all(scope)
        ]
        return text.lines(found) or "no repository is registered"

    def search(self, repo: Repo, query: str, branch: Branch = None) -> str:
        """Find definitions, files and modules by name, part of a name, camel-case humps (`OrdPay`) or path."""
        found = self._services.reader.search(self._reader(), repo, query, branch=branch, limit=text.MOST)
        return text.nodes(found, repr(query))

    def definition(self, repo: Repo, at: str, branch: Branch = None) -> str:
        """What is defined at `path:line` or `path:line:column`, and what the code there uses; or where a name is defined."""
        scope, _, line = self._reader(), *at.rpartition(":")[1:]
        if line.isdecimal():
            return text.reached(self._services.reader.definition(scope, repo, at, branch=branch), "definitions")
        return text.nodes(self._named(repo, at, branch), repr(at))

    def callers(
        self, repo: Repo, name: Name, depth: Depth = 1, branch: Branch = None, *, across: Elsewhere = False
    ) -> str:
        """Who calls or instantiates this, nearest first, with the places of the calls."""
        if across:
            return self._across("callers", repo, name, branch, depth)
        return self._each("callers", repo, name, branch, depth=depth)

    def callees(self, repo: Repo, name: Name, depth: Depth = 1, branch: Branch = None) -> str:
        """What this calls or instantiates, nearest first."""
        return self._each("callees", repo, name, branch, depth=depth)

    def references(self, repo: Repo, name: Name, after: str | None = None, branch: Branch = None) -> str:
        """Every use of this, of any kind: calls, imports, annotations, subclasses. Paged: pass `after` from the previous page."""
        return self._each("references", repo, name, branch, after=after, limit=text.MOST)

    def implementors(self, repo: Repo, name: Name, branch: Branch = None) -> str:
        """Types that inherit from this type or implement it, directly or transitively."""
        return self._each("implementors", repo, name, branch)

    def impact(
        self, repo: Repo, name: Name, depth: Depth = 5, branch: Branch = None, *, across: Elsewhere = False
    ) -> str:
        """What a change of this could affect: transitive callers of it and of what it defines. Ask before you change it."""
        if across:
            return self._across("impact", repo, name, branch, depth)
        return self._each("impact", repo, name, branch, depth=depth)

    def path(self, repo: Repo, source: Name, target: Name, branch: Branch = None) -> str:
        """A shortest chain of calls from one definition to another, call by call."""
        reader, scope = self._services.reader, self._reader()
        ends = [views.only(reader, (scope, repo), name, branch) for name in (source, target)]
        return text.reached(reader.path(scope, repo, ends[0], ends[1], branch=branch), "chain of calls")

    def why(self, repo: Repo, source: Name, target: Name, branch: Branch = None) -> str:
        """Why one definition calls, uses or inherits from another: the steps that produced each edge between them, with file and line."""
        ends = [views.only(self._services.reader, (self._reader(), repo), name, branch) for name in (source, target)]
        found = self._services.explaining.between(Where(self._reader(), repo, branch), ends[0], ends[1])
        told = [line for each in found.chains for line in text.chain(each)]
        return text.joined((text.lines(told), text.freshness(found.freshness)))

    def why_not(self, repo: Repo, name: str, at: str, branch: Branch = None) -> str:
        """Why a name at `path:line` does not resolve: the reason, what is known up to that point, and the failed lookups."""
        found = self._services.explaining.missing(Where(self._reader(), repo, branch), name, at)
        told = [line for each in found.missing for line in text.missing(each)]
        return text.joined((text.lines(told) or f"no reference to {name!r} at {at}", text.freshness(found.freshness)))

    def what_changed(
        self, repo: Repo, since: str | None = None, until: str | None = None, branch: Branch = None
    ) -> str:
        """What the last push changed, or what changed between two published commits: symbols, what no longer resolves, affected
        callers, new import cycles, tests that reach the change.
        """
        return page(self._services.changes.change(self._reader(), repo, branch=branch, since=since, until=until), repo)

    def what_if(
        self,
        repo: Repo,
        files: Annotated[
            dict[str, str | None],
            Field(
                description="Maps each path to the complete new text of the file; null deletes it. At most 50 files."
            ),
        ],
        branch: Branch = None,
    ) -> str:
        """What unpushed files would change: symbols and edges removed, added or rebound, what no longer resolves,
        affected callers and tests. Nothing is stored. Ask with your edits before you commit them.
        """
        supposed = [Supposed(path, None if text is None else text.encode()) for path, text in files.items()]
        return page(self._services.what_if.change(Where(self._reader(), repo, branch), supposed), repo)

    def pull_request(self, repo: Repo, number: Annotated[int, Field(ge=1)]) -> str:
        """What merging a pull or merge request would change in its base branch: symbols and edges, what no longer resolves,
        affected callers and tests; or which paths conflict. Available if the repository's hook asks for requests.
        """
        return pull_views.as_page(self._services.pulls.show(self._reader(), repo, number), repo)

    def repository_map(
        self,
        repo: Repo,
        tokens: Annotated[int, Field(ge=100, le=50_000)] = 2_000,
        below: str = "",
        branch: Branch = None,
    ) -> str:
        """A repository's most used definitions with signatures, by file, in about `tokens` tokens at most. `below`: only a
        directory or file. A good first question.
        """
        found = self._outlines.used(self._reader(), repo, branch=branch, below=below.strip("/"))
        left = f"left out: {found.left_out}" if found.left_out else ""
        shown, grade = outline(found.items, tokens), text.grade(each.node for each in found.items)
        return text.joined((shown or "nothing is used there", left, grade, text.freshness(found.freshness)))

    def freshness(self, repo: Repo, branch: Branch = None) -> str:
        """Which commit is indexed, whether a newer push is known, how many files were skipped or only partly parsed."""
        found = self._services.reader.freshness(self._reader(), repo, branch)
        return f"{text.freshness(found)}\n{found.files_skipped} files skipped, {found.files_partial} partly parsed"

    def reindex(self, repo: Repo, branch: Branch = None) -> str:
        """Request an index of the branch's newest commit; pushes are indexed automatically. Needs a token with the scope `index`."""
        who, requests = self._who("index"), self._services.requests
        self._services.catalogue.repositories.show(who.scope, repo)
        requests.admit(who.tenant_id)
        ref = None if branch is None else str(ref_name(branch))
        return f"queued as run {requests.request(Request(who.tenant, repo, ref=ref, trigger='mcp'))}"

    def _each(self, question: str, repo: str, name: str, branch: str | None, **more: Any) -> str:
        """The answers about the first few nodes that the name may mean."""
        scope, found = self._reader(), self._named(repo, name, branch).items
        ask: Callable[..., Answer[Reached]] = getattr(self._services.reader, question)
        told = [ask(scope, repo, node.id, branch=branch, **more) for node in found[:SAME_NAME]]
        left = len(found) - SAME_NAME
        rest = f"left out: {left} more of this name; ask by id or qualified name" if left > 0 else ""
        return text.joined([*(text.reached(each, question) for each in told), rest])

    def _across(self, question: str, repo: str, name: str, branch: str | None, depth: int) -> str:
        """The answer of each repository about the only node with this name."""
        at = Where(self._reader(), repo, branch)
        node = views.only(self._services.reader, (at.within, repo), name, branch)
        return text.across(self._services.crossing.ask(at, Asked(question, node, depth)), question)

    def _named(self, repo: str, name: str, branch: str | None) -> Answer[Node]:
        return views.named(self._services.reader, (self._reader(), repo), name, branch)

    def _reader(self) -> Scope:
        return self._who("read").scope

    def _who(self, scope: str) -> Token:
        who = self._caller()
        if not {scope, "admin"} & who.scopes:
            raise Forbidden(f"This token may not {scope}: ask for one with the scope '{scope}'.")
        return who
