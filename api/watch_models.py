"""Request and response models of watches."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.models import RepoId, Strict, Word
from api.registration_models import SentView, Uuid
from graph.watching import FORMS, LONGEST

QUERY = f"One of: {'; '.join(shape for shape, _ in FORMS.values())}."


class NewWatchBody(Strict):
    """Give `url`, to be told there, or `mcp`, to have the events kept for agents."""

    repo: RepoId
    query: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]+$")] = Field(
        description=QUERY
    )
    branch: Word | None = Field(None, description="Defaults to the default branch.")
    url: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        None, description="https://, without a query; needs the scope admin."
    )
    mcp: bool = Field(default=False, description="Store the events for agents and GET /watch-events.")
    digest: Literal["hourly", "daily"] | None = Field(None, description="By default, each event is sent at once.")


class NewWatchView(BaseModel):
    watch_id: str
    secret: str | None = Field(
        description="Signs the messages, by Standard Webhooks. Shown only this once; null for `mcp`."
    )


class WatchView(BaseModel):
    watch_id: str
    repo: str
    branch: str | None = Field(description="Null: the default branch.")
    query: str
    url: str | None = Field(description="Null: the events are stored for agents.")
    digest: str | None
    created_at: datetime


class WatchList(BaseModel):
    watches: list[WatchView]


class WatchesQuery(Strict):
    repo: RepoId | None = Field(None, description="By default, every repository that the token may see.")


class WatchPath(Strict):
    watch_id: Uuid


class WatchEventsQuery(Strict):
    after: int = Field(0, ge=0, le=(1 << 63) - 1, description="`next` of the previous page; 0: from the oldest kept.")
    watch_id: Uuid | None = Field(None, description="By default, all watches.")
    limit: int = Field(50, ge=1, le=500)


class WatchEventView(BaseModel):
    """What a watch was told of one publish; docs/watches.md shows `data`."""

    event_id: int
    watch_id: str
    created_at: datetime
    data: dict[str, Any]


class WatchEventList(BaseModel):
    events: list[WatchEventView]
    next: int = Field(
        description="The value of `after` for the next request: a client that continues from it misses none."
    )


class SentList(BaseModel):
    notices: list[SentView]


class TriedView(BaseModel):
    """The status that the address answered with, or why there was none."""

    status: int | None
    error: str | None
