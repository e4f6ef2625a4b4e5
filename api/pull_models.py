"""Response models of pull and merge requests."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.change_models import AS_A_PAGE, ChangeAnswer
from api.models import RepositoryPath, Strict


class PullPath(RepositoryPath):
    number: Annotated[int, Field(ge=1, le=1 << 62)]


class PullQuery(Strict):
    limit: int = Field(default=200, ge=1, le=20_000, description="Entries of each list of the change.")
    format: Literal["json", "markdown"] | None = Field(
        None, description="`markdown`, as the header `Accept: text/markdown`: a page for people."
    )


class PullError(BaseModel):
    code: str
    detail: str


class PullSummary(BaseModel):
    number: int
    base: str = Field(description="the branch that it would be merged into")
    head: str = Field(description="the commit that the newest event told")
    told_at: datetime = Field(description="by the forge's clock")
    state: Literal["waiting", "answered", "conflicts", "failed"]
    current: bool = Field(description="false: of an earlier head or base; an answer of the newest head is under way")
    base_commit: str | None = Field(description="the indexed commit that the answer is for")
    base_moved: bool = Field(description="the base is indexed at another commit by now")
    head_commit: str | None = Field(description="that the answer merges into it")
    merge_base: str | None = Field(description="where the two part")
    conflicts: list[str] = Field(description="paths; where there are any, there is no change to tell")
    error: PullError | None = Field(description="why there is no answer, or none yet")
    answered_at: datetime | None


class PullList(BaseModel):
    pulls: list[PullSummary]


class PullAnswer(PullSummary):
    model_config = AS_A_PAGE

    change: ChangeAnswer | None = Field(
        description="from the base's commit to the merge; its freshness is that of then"
    )
