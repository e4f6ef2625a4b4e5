"""Request and response models for the changes of a push."""

from typing import Annotated, Any, Literal

from flask_openapi3.models.data_type import DataType
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.schema import Schema
from pydantic import BaseModel, ConfigDict, Field

from api.models import EdgeId, FreshnessView, Graded, Line, Neighbour, NodeId, NodeView, Strict, Word
from tasks.what_if import FILES

Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{7,40}$")]


class AnswerQuery(Strict):
    model_config = ConfigDict(populate_by_name=True)

    branch: Word | None = Field(None, description="Defaults to the default branch.")
    limit: int = Field(default=200, ge=1, le=20_000, description="Maximum entries of each list.")
    format: Literal["json", "markdown"] | None = Field(
        None, description="`markdown`, like the header `Accept: text/markdown`: a page for people."
    )


class ChangesQuery(AnswerQuery):
    since: Commit | None = Field(
        None,
        alias="from",
        description="A published commit, in full or shortened to 7 digits or more. By default, the last push.",
    )
    to: Commit | None = Field(None, description="A published commit. By default, the indexed one.")


class FileBody(Strict):
    """A file as it would be."""

    path: Line = Field(max_length=4096, description="relative to the repository's root")
    content: str | None = Field(description="null: the file is deleted")
    encoding: Literal["utf-8", "base64"] = "utf-8"


class WhatIfBody(Strict):
    files: list[FileBody] = Field(min_length=1, max_length=FILES)


class FileView(BaseModel):
    path: str
    how: Literal["added", "removed", "changed"]


class EndView(BaseModel):
    """A node by what a person calls it."""

    id: NodeId
    qualified_name: str | None = None
    path: str | None = None
    line: int | None = None


class NodeChangeView(BaseModel):
    before: NodeView
    after: NodeView
    aspects: list[str] = Field(description="signature, decorators, docstring, body, name, ...")


class MovedView(BaseModel):
    id: NodeId
    qualified_name: str
    path: str
    before: tuple[int, int] = Field(description="first and last line")
    after: tuple[int, int]


class ChangedEdgeView(BaseModel):
    id: EdgeId
    kind: str
    source: EndView
    target: EndView
    resolution: str
    path: str
    sites: list[tuple[int, int]] = Field(description="lines of the commit that has the edge")


class ReboundView(BaseModel):
    before: ChangedEdgeView
    after: ChangedEdgeView


class LostView(BaseModel):
    path: str
    line: int
    scope: EndView
    kind: str
    expression: str
    reason: str
    was: EndView | None = Field(description="its former target")


class ChangeCounts(BaseModel):
    """Of each list its whole length."""

    files: int
    nodes_added: int
    nodes_removed: int
    nodes_changed: int
    nodes_moved: int
    edges_added: int
    edges_removed: int
    edges_rebound: int
    edges_moved: int = Field(description="only moved to other lines of their definition; not listed")
    affected: int
    unresolved: int
    resolved: int = Field(description="references that did not resolve before and now do; not listed")
    cycles: int
    tests: int


# In the form in which flask-openapi3 expects a response's media types other than JSON.
AS_A_PAGE: Any = {"openapi_extra": {"content": {"text/markdown": MediaType(schema=Schema(type=DataType.STRING))}}}


class ChangeAnswer(Graded):
    model_config = AS_A_PAGE

    branch: str
    from_commit: str
    to_commit: str | None = Field(description="null: the result of unpushed files")
    published_at: str | None
    pushes: int
    counts: ChangeCounts
    files: list[FileView]
    nodes_added: list[NodeView]
    nodes_removed: list[NodeView]
    nodes_changed: list[NodeChangeView]
    nodes_moved: list[MovedView]
    edges_added: list[ChangedEdgeView]
    edges_removed: list[ChangedEdgeView]
    edges_rebound: list[ReboundView]
    affected: list[Neighbour] = Field(
        description="callers of what was removed or whose signature changed, nearest first"
    )
    unresolved: list[LostView] = Field(description="references that do not resolve; those that did before come first")
    cycles: list[list[EndView]] = Field(description="import cycles: each module imports the next, the last the first")
    tests: list[Neighbour] = Field(description="tests that reach what changed; depth 0: the test itself changed")
    left_out: list[str] = Field(description="what a limit removed, for people")
    freshness: FreshnessView
