"""Request and response models; `/openapi.json` is generated from them."""

from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.languages import Grade
from graph.problems import MEDIA_TYPE

RepoId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
NodeId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
EdgeId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}$")]
Word = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]  # no control characters
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]+$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *how: Any, **more: Any) -> dict[str, Any]:
        """Cached in its default form: flask-openapi3 reads it, and only reads it, with every request that has a query, and
        generating it costs as much as the rest of a small response.
        """
        return super().model_json_schema(*how, **more) if how or more else _schema(cls)


@cache
def _schema(model: type[Strict]) -> dict[str, Any]:
    return super(Strict, model).model_json_schema()


class RepositoryPath(Strict):
    repo_id: RepoId


class NodePath(RepositoryPath):
    node_id: NodeId


class EdgePath(RepositoryPath):
    edge_id: EdgeId


class TaskPath(Strict):
    task_id: str = Field(pattern=r"^[0-9a-fA-F-]{32,36}$")


class ParseBody(Strict):
    """Requests a re-index. Give `repo_id`, or `repo_path` below one of the tenant's allowed local roots."""

    repo_id: RepoId | None = None
    repo_path: Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")] | None = None
    ref: Word | None = Field(None, description="A branch; defaults to the default branch.")
    full: bool = Field(default=False, description="Index every file, not only what changed.")
    tenant_id: str | None = Field(None, description="If given, it must be the token's tenant.")


class ParseHeader(BaseModel):
    idempotency_key: Word | None = Field(
        None, alias="Idempotency-Key", description="If the key was used before, the response is the task created then."
    )


class Queued(BaseModel):
    task_id: str
    status: Literal["queued"] = "queued"


class TaskStatus(BaseModel):
    status: Literal["PENDING", "PROGRESS", "SUCCESS", "FAILURE", "RETRY"]
    info: dict[str, Any] | None
    result: dict[str, Any] | None


class BranchQuery(Strict):
    branch: Word | None = Field(None, description="Defaults to the default branch.")


class ResolutionQuery(BranchQuery):
    resolution: str | None = Field(
        None,
        max_length=200,
        description="Comma-separated: exact, inferred, implicit, callback, dispatch, name. Defaults to all but name.",
    )


class SearchQuery(BranchQuery):
    q: Line = Field(
        max_length=300,
        description="A name, prefix, prefixes of words (`OrdPay`, `o_p`), qualified name, path, or any part of a name.",
    )
    limit: int = Field(default=50, ge=1, le=500)


class PlaceQuery(BranchQuery):
    at: Line = Field(
        max_length=4200, description="path:line or path:line:column: lines from 1, columns in bytes from 0."
    )


class WhyNotQuery(BranchQuery):
    name: Line = Field(max_length=300, description="A name on that line.")
    at: Line = Field(max_length=4200, description="path:line, with lines from 1.")


class NeighbourQuery(ResolutionQuery):
    depth: int = Field(default=1, ge=1, le=8)


class AcrossQuery(NeighbourQuery):
    across: bool = Field(default=False, description="Include callers in repositories that depend on this one.")


class BelowQuery(ResolutionQuery):
    depth: int = Field(default=8, ge=1, le=8)


class ImpactQuery(AcrossQuery):
    depth: int = Field(default=5, ge=1, le=8)


class PageQuery(BranchQuery):
    after: NodeId | None = Field(None, description="`next` of the previous page.")
    limit: int = Field(default=100, ge=1, le=500)


class ReferencesQuery(PageQuery, ResolutionQuery):
    pass


class DependentsQuery(PageQuery):
    name: Line = Field(max_length=300, description="A package or module outside the repository: `flask`, `os.path`.")


class UnreferencedQuery(PageQuery):
    kind: str | None = Field(
        None, max_length=200, description="Comma-separated kinds of nodes; defaults to types and functions."
    )


class ChainQuery(ResolutionQuery):
    source: Line = Field(alias="from", max_length=300, description="The caller: a node's id, or an unambiguous name.")
    target: Line = Field(alias="to", max_length=300, description="The definition that the chain of calls should reach.")


class FlawView(BaseModel):
    """A file that could change the answer."""

    path: str
    reason: str = Field(description="partial: a syntax error; otherwise why its content was skipped")


class FreshnessView(BaseModel):
    """How far the answer lags behind the repository, and what it could not see."""

    branch: str
    indexed_commit: str
    indexed_at: str
    newest_commit: str | None
    lag_seconds: float
    complete: bool
    files_skipped: int = Field(description="of the whole graph")
    files_partial: int
    files: list[FlawView] = Field(description="the ones that could change this very answer")
    files_left_out: int = Field(description="more of the same kind")


class NodeView(BaseModel):
    id: NodeId
    kind: str
    name: str
    qualified_name: str
    path: str
    language: str
    start_line: int | None = None
    end_line: int | None = None
    first_line: int | None = None
    attributes: dict[str, Any] = {}


class EdgeView(BaseModel):
    id: EdgeId
    kind: str
    source: NodeId
    target: NodeId
    resolution: str
    path: str
    sites: list[tuple[int, int]] = Field(description="(line from 1, column in bytes from 0)")


class StepView(BaseModel):
    """One link of a chain: what stands at a line, and what it says."""

    kind: Literal["use", "import", "name", "shared", "parameter", "returns", "base", "definition", "place"]
    path: str
    line: int = Field(description="0 for a directory")
    column: int | None
    name: str
    says: str


class ChainView(BaseModel):
    edge: EdgeView
    steps: list[StepView]


class WhyAnswer(BaseModel):
    chains: list[ChainView]
    freshness: FreshnessView


class MissingView(BaseModel):
    """A reference at the line: what it leads to, or why it leads nowhere."""

    path: str
    line: int
    column: int
    kind: str
    expression: str = Field(description="the part that is unknown")
    reason: str = Field(description="as `aether query unresolved` counts them; also linked, outside, without_node")
    says: str
    asked: list[str] = Field(description="the last lookups that failed")
    steps: list[StepView] = Field(description="what is known up to that point")


class WhyNotAnswer(BaseModel):
    references: list[MissingView]
    freshness: FreshnessView


class Neighbour(BaseModel):
    """A node, how many steps away it is, and the edges that join it to the nodes one step nearer."""

    node: NodeView
    depth: int
    edges: list[EdgeView]


class Graded(BaseModel):
    """An answer that says how its edges were judged."""

    grade: Grade = Field(
        description="preview: it includes a language whose edges have not been measured against a compiler or type checker; otherwise measured"
    )


class Bounded(Graded):
    """An answer that says whether it is whole."""

    cut: bool
    left_out: str | None = Field(description="what a limit removed from the answer")
    next: NodeId | None = Field(description="`after` for the next page")
    freshness: FreshnessView


class NodesAnswer(Bounded):
    nodes: list[NodeView]


class NodeQuery(BranchQuery):
    source: bool = Field(default=False, description="Include its source code, for tokens with the scope `source`.")


class SourceView(BaseModel):
    """Code at the indexed commit, from this host's mirror."""

    path: str
    commit: str
    first_line: int
    end_line: int
    text: str | None
    unavailable: str | None = Field(description="why there is no text, and what to do")
    left_out: str | None


class NodeAnswer(Graded):
    node: NodeView
    source: SourceView | None = None
    freshness: FreshnessView


class NeighbourAnswer(Bounded):
    node: NodeView | None = Field(description="the definition asked about")
    neighbours: list[Neighbour]


class ThereAnswer(BaseModel):
    """What a repository that depends on this one has to say: with its own freshness, or why it has nothing to say."""

    repo_id: str
    branch: str
    answer: NeighbourAnswer | None
    unanswered: str | None


class AcrossAnswer(NeighbourAnswer):
    across: list[ThereAnswer] = Field(default=[], description="only if `across` was set")
    across_left_out: str | None = None


class BranchView(BaseModel):
    branch: str
    state: str
    indexed_commit: str | None
    wanted_commit: str | None
    run: str | None
    nodes: int
    edges: int


class RepositoryView(BaseModel):
    repo_id: str
    path: str | None
    default_branch: str | None
    state: str
    branches: list[BranchView] = []


class RepositoryList(BaseModel):
    repositories: list[RepositoryView]


class RunView(BaseModel):
    run_id: str
    repo: str
    branch: str
    trigger: str
    state: str = Field(description="queued, running, succeeded, failed, or coalesced: another run does its work")
    leader: str | None = Field(description="the run that does the work of a coalesced one")
    stage: str
    percent: int
    files_done: int | None
    files_known: int | None
    attempt: int
    error_code: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunList(BaseModel):
    runs: list[RunView]


class RunsQuery(Strict):
    limit: int = Field(50, ge=1, le=1000)


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


def told(error: ValidationError) -> str:
    """Each invalid field, and why."""
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in error.errors())


def problem(status: int) -> dict[str, Any]:
    """The response of this status in `/openapi.json`."""
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


PROBLEMS: dict[str | int, Any] = {status: problem(status) for status in (400, 401, 403, 404, 409, 413, 422, 503)}
