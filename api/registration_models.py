"""Request and response models of hooks, tokens, repositories and deliveries."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.models import RepoId, Strict, Word

HookId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,128}$")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{32,36}$")]
Glob = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]


class HookPath(Strict):
    hook_id: HookId


class TokenPath(Strict):
    token_id: Uuid


class DeliveryPath(Strict):
    delivery_id: Uuid


class NewHookBody(Strict):
    """Its URL and secret go into the forge's settings."""

    forge: Literal["github", "gitlab"]
    scope: Literal["repository", "group", "app", "system"]
    base_url: Word = Field(description="The forge's address, such as https://github.com.")
    secret: Annotated[str, Field(min_length=16, max_length=255)] | None = Field(
        None, description="By default, a strong one is generated."
    )
    secret_kind: Literal["hmac", "signing", "token"] | None = Field(
        None, description="By default, what the forge uses to sign."
    )
    branches: list[Glob] | None = Field(
        None, min_length=1, max_length=50, description="Defaults to the default branch."
    )
    auto_register: Glob | None = Field(
        None, description="Paths of repositories that may register themselves: `group/*,other/app`."
    )
    keep_bodies: bool = Field(
        default=False, description="Store the bodies of deliveries, encrypted, as long as the deliveries."
    )
    pulls: bool = Field(default=False, description="Compute what pull and merge requests would change.")


class HookPullsBody(Strict):
    wanted: bool


class RotateBody(Strict):
    secret: Annotated[str, Field(min_length=16, max_length=255)] | None = None


class HookSecret(BaseModel):
    hook_id: str
    url: str
    secret: str = Field(description="Shown only this once.")


class HookTrial(BaseModel):
    """What became of a delivery that was signed here and sent to the hook's own URL."""

    works: bool
    url: str
    status: int | None = Field(description="Of the response; null if there was none.")
    outcome: str
    detail: str
    delivery_id: str | None


class ConnectBody(Strict):
    """Which of the repositories that the hook's credential sees are wanted. `*` crosses slashes."""

    include: list[Glob] = Field(min_length=1, max_length=100)
    exclude: list[Glob] = Field(default=[], max_length=100)
    archived: bool = False
    forks: bool = False
    project_hooks: bool = Field(default=False, description="Maintain a webhook at each repository too.")
    dry_run: bool = False
    token: Annotated[str, Field(min_length=1, max_length=1024)] | None = Field(
        None, description="Stored encrypted as the hook's clone credential. By default, the one it has."
    )


class ConnectStep(BaseModel):
    action: str
    path: str
    reason: str


class KeptHook(BaseModel):
    path: str
    done: str = Field(description="created, updated or refused")
    reason: str


class ConnectAnswer(BaseModel):
    hook_id: str
    counts: dict[str, int]
    repositories: list[ConnectStep]
    hooks: list[KeptHook]


class HookView(BaseModel):
    hook_id: str
    forge: str
    scope: str
    base_url: str
    branches: list[str] | None
    auto_register: str | None
    keep_bodies: bool
    pulls: bool
    state: str
    url: str
    created_at: datetime


class HookList(BaseModel):
    hooks: list[HookView]


class NewTokenBody(Strict):
    scopes: list[Literal["read", "index", "source", "admin"]] = Field(min_length=1, max_length=4)
    label: Annotated[str, Field(max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    repositories: list[RepoId] | None = Field(None, description="By default, every repository of the tenant.")
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = Field(None, description="By default, never.")


class NewToken(BaseModel):
    token: str = Field(description="Shown only this once.")


class TokenView(BaseModel):
    token_id: str
    label: str
    scopes: list[str]
    narrowed: bool = Field(description="Limited to some of the tenant's repositories.")
    created_at: datetime
    expires_at: datetime | None = Field(description="When it expires; null: never.")


class TokenList(BaseModel):
    tokens: list[TokenView]


class NewNotificationBody(Strict):
    url: Annotated[str, Field(min_length=1, max_length=2000)] = Field(description="https://, without a query.")
    events: list[Literal["run.finished", "run.failed", "graph.changed"]] | None = Field(
        None, description="By default, all."
    )


class NewNotificationView(BaseModel):
    notification_id: str
    secret: str = Field(description="Signs the messages, by Standard Webhooks. Shown only this once.")


class NotificationView(BaseModel):
    notification_id: str
    url: str
    events: list[str]
    created_at: datetime


class NotificationList(BaseModel):
    notifications: list[NotificationView]


class NotificationPath(Strict):
    notification_id: str = Field(pattern=r"^[0-9a-fA-F-]{32,36}$")


class SentView(BaseModel):
    """One message and what became of it; `due_at` is when it is sent, or tried again."""

    notice_id: str
    event: str
    state: str = Field(description="waiting, delivered or failed")
    attempts: int
    status: int | None
    error: str | None
    created_at: datetime
    ended_at: datetime | None
    due_at: datetime | None


class NoticeView(SentView):
    notification_id: str


class NoticeList(BaseModel):
    notices: list[NoticeView]


class NewRepositoryBody(Strict):
    repo_id: RepoId
    hook_id: HookId
    path: Word = Field(description="OWNER/NAME at the forge.")
    forge_id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")] = Field(
        description="The forge's numeric id of the repository, which survives renames."
    )
    default_branch: Word | None = Field(None, description="By default, what the first push or the remote says.")


class State(BaseModel):
    """What became of what was named."""

    id: str
    state: str


class DeliveryQuery(Strict):
    hook_id: HookId | None = None
    before: datetime | None = Field(
        None, description="Return older ones: `received_at` of the last one on the previous page."
    )
    limit: int = Field(default=50, ge=1, le=500)


class DeliveryView(BaseModel):
    delivery_id: str
    hook_id: str
    event: str
    outcome: str
    reason: str
    received_at: datetime
    key: str | None
    headers: dict[str, str]
    body_sha256: str
    body_kept: bool
    wants: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    pulls: list[dict[str, Any]]
    runs: list[str]


class DeliveryList(BaseModel):
    deliveries: list[DeliveryView]


class ReceiptView(BaseModel):
    delivery_id: str
    outcome: str
    reason: str


class AuditQuery(Strict):
    before: Annotated[int, Field(ge=0, le=1 << 62)] | None = Field(
        None, description="`entry_id` of the last one on the previous page."
    )
    limit: int = Field(default=50, ge=1, le=500)


class AuditEntry(BaseModel):
    entry_id: int
    actor: str = Field(description="a token by its id, or the operator at the command line")
    action: str
    subject: dict[str, str]
    status: int
    recorded_at: datetime


class AuditList(BaseModel):
    entries: list[AuditEntry]
