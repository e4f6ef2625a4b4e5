"""Response models of pull and merge requests."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.change_models import AS_A_PAGE, ChangeAnswer
from api.models import RepositoryPath, Strict


class PullPath(RepositoryPath):
    number: Annotated[int, Field(ge=1, le=1 << 62)]


class PullQuery(Strict):
    limit: int = Field(default=200, ge=1, le=20_000, description="Maximum entries of each list of the change.")
    format: Literal["json", "markdown"] | None = Field(
        None, description="`markdown`, like the header `Accept: text/markdown`: a page for people."
    )


class PullError(BaseModel):
    code: str
    detail: str


class PullSummary(BaseModel):
    number: int
    base: str = Field(description="the branch it would be merged into")
    head: str = Field(description="the commit in the newest event")
    told_at: datetime = Field(description="by the forge's clock")
    state: Literal["waiting", "answered", "conflicts", "failed"]
    current: bool = Field(description="false: computed for an earlier head or base; the newest head is being computed")
    base_commit: str | None = Field(description="the indexed commit for which this was computed")
    base_moved: bool = Field(description="the base has been indexed at another commit since")
    head_commit: str | None = Field(description="the commit whose merge is answered")
    merge_base: str | None = Field(description="the merge base")
    conflicts: list[str] = Field(description="paths; if there are any, there is no `change`")
    error: PullError | None = Field(description="why there is no answer, or not yet")
    answered_at: datetime | None


class PullList(BaseModel):
    pulls: list[PullSummary]


class PullAnswer(PullSummary):
    model_config = AS_A_PAGE

    change: ChangeAnswer | None = Field(
        description="from the base's commit to the merge; its freshness is as of that time"
    )
