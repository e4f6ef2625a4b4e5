"""The operator's settings: one frozen value, which only composition roots read from the environment.

Every secret may instead be given as `NAME_FILE`, the path of a file that contains it.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from graph.errors import BrokenSetup

DEFAULT_PORT = 8080
DEFAULT_PUBLIC_URL = f"http://127.0.0.1:{DEFAULT_PORT}"

SECRETS = (
    "DATABASE_URL",
    "AETHER_ADMIN_DATABASE_URL",
    "CELERY_BROKER_URL",
    "AETHER_ENCRYPTION_KEYS",
    "AETHER_BOOTSTRAP_TOKEN",
    "AETHER_DATABASES",
    "AETHER_GIT_PROXY",
    "AETHER_METRICS_TOKEN",
)
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")  # Fernet: 32 bytes in URL-safe Base64
_NEXT_PAIR = re.compile(r"[,\s]+(?=[a-z0-9][a-z0-9._-]*=)")  # a URL may contain commas itself


def _words(value: str) -> list[str]:
    return re.split(r"[,\s]+", value.strip(", \n\t"))


def _pairs(value: str) -> list[tuple[str, str]]:
    """`name=value` pairs separated by commas or white space; a name may occur twice."""
    pairs = [pair.partition("=") for pair in _NEXT_PAIR.split(value.strip(", \n\t"))]
    if not all(name and equals and rest for name, equals, rest in pairs):
        raise ValueError("write name=value pairs with commas between them")
    return [(name, rest) for name, _, rest in pairs]


def _roots(value: str) -> dict[str, list[str]]:
    roots: dict[str, list[str]] = {}
    for tenant, path in _pairs(value):
        roots.setdefault(tenant, []).append(path)
    return roots


def _absolute(path: Path) -> Path:
    """An absolute path, the same in every process's working directory. Unexpanded, `~` would name a directory `~`."""
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("there is no home directory; name a directory by its absolute path") from error


def _url_of(*schemes: str) -> BeforeValidator:
    def check(value: str) -> str:
        if value.partition("://")[0] not in schemes:
            raise ValueError(f"write a URL that begins with {schemes[0]}://")
        return value

    return BeforeValidator(check)


def _with_port(value: str) -> str:
    """A port is required: git and our own client would assume different defaults."""
    if not re.search(r":\d{1,5}/?$", value):
        raise ValueError("name the proxy's port, as in http://proxy.example.com:3128")
    return value


_PORT_SAID = BeforeValidator(_with_port)
Postgres = Annotated[SecretStr, _url_of("postgresql", "postgres")]


class Settings(BaseModel):
    """Times are in seconds unless the name says days, sizes in bytes. A secret shows as stars; `.get_secret_value()` gives it."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=False)

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path("~/.local/share/aether"),
        alias="AETHER_DATA_DIR",
        description="Mirrors, embedded servers, generated keys; also `--data-dir`.",
        validate_default=True,
    )
    database_url: Postgres | None = Field(
        default=None,
        alias="DATABASE_URL",
        description="PostgreSQL 15 or newer, as the application's ordinary login. A superuser or BYPASSRLS login is refused. If unset, the embedded server.",
    )
    admin_database_url: Postgres | None = Field(
        default=None,
        alias="AETHER_ADMIN_DATABASE_URL",
        description="The same database, as the owner of the tables; used only by migrations. If unset, `DATABASE_URL`.",
    )
    broker_url: Annotated[SecretStr, _url_of("redis", "rediss")] | None = Field(
        default=None,
        alias="CELERY_BROKER_URL",
        description="Redis or Valkey (`redis://` or `rediss://`). If unset, the embedded server.",
    )
    databases: Annotated[dict[str, Postgres], BeforeValidator(lambda value: dict(_pairs(value)))] = Field(
        default={},
        alias="AETHER_DATABASES",
        description="`name=URL` pairs: the servers that a task may refer to by name instead of passing a connection string.",
    )

    public_url: Annotated[str, _url_of("https", "http")] | None = Field(
        default=None,
        alias="AETHER_PUBLIC_URL",
        description="The address at which forges reach the receiver; hook URLs are built from it. If unset, `http://127.0.0.1:8080`, or with `aether up` the address it listens on.",
    )
    encryption_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_words)] = Field(
        default=(),
        alias="AETHER_ENCRYPTION_KEYS",
        description="Fernet keys (32 bytes in URL-safe base 64) that encrypt secrets at rest, newest first, separated by commas. If unset, one is generated in the data directory.",
    )
    bootstrap_token: Annotated[SecretStr, Field(min_length=24)] | None = Field(
        default=None,
        alias="AETHER_BOOTSTRAP_TOKEN",
        description="The first administrator's token, at least 24 characters. If unset, it is generated and shown once.",
    )
    metrics_token: Annotated[SecretStr, Field(min_length=24)] | None = Field(
        default=None,
        alias="AETHER_METRICS_TOKEN",
        description="The bearer token for scraping metrics from another machine, at least 24 characters. If unset, metrics are served to this machine only.",
    )
    private_hosts: Annotated[frozenset[str], BeforeValidator(_words)] = Field(
        default=frozenset(),
        alias="AETHER_PRIVATE_HOSTS",
        description="Hosts (`host` or `host:port`, separated by commas) for which private addresses and plain http are allowed.",
    )
    local_roots: Annotated[dict[str, tuple[Path, ...]], BeforeValidator(_roots)] = Field(
        default={},
        alias="AETHER_LOCAL_ROOTS",
        description="`tenant=path` pairs: directories under which a tenant may index local repositories by path.",
    )

    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], BeforeValidator(_words)] = Field(
        default=(),
        alias="AETHER_TRUSTED_PROXIES",
        description="Addresses or networks (`10.0.0.0/8`) of the reverse proxies in front. Their `X-Forwarded-For` is trusted as the client address by which refusals are counted. If unset, all requests through a proxy count as one address.",
    )

    lease: PositiveFloat = Field(
        default=60.0,
        alias="AETHER_LEASE_SECONDS",
        description="How long a lease on a branch lasts without a heartbeat, in seconds.",
    )
    heartbeat: PositiveFloat = Field(
        default=15.0,
        alias="AETHER_HEARTBEAT_SECONDS",
        description="The time between renewals of the lease, in seconds; must be shorter than the lease.",
    )
    retry_after: PositiveFloat = Field(
        default=60.0,
        alias="AETHER_RETRY_SECONDS",
        description="The backoff before the second execution of a run, in seconds; doubled each time.",
    )
    retry_cap: PositiveFloat = Field(
        default=600.0, alias="AETHER_RETRY_CAP_SECONDS", description="The maximum backoff, in seconds."
    )
    fetch_timeout: PositiveFloat = Field(
        default=1800.0, alias="AETHER_FETCH_TIMEOUT_SECONDS", description="The timeout of one git command, in seconds."
    )
    max_file_bytes: PositiveInt = Field(
        default=1 << 20, alias="AETHER_MAX_FILE_BYTES", description="Larger files are skipped (`too_large`), in bytes."
    )
    mirror_quota_bytes: PositiveInt = Field(
        default=20 << 30,
        alias="AETHER_MIRROR_QUOTA_BYTES",
        description="Disk quota for all mirrors of a machine, in bytes; the least recently used are evicted first.",
    )
    disk_reserve_bytes: NonNegativeInt = Field(
        default=256 << 20,
        alias="AETHER_DISK_RESERVE_BYTES",
        description="Free space that a fetch must leave on the disk of the mirrors, in bytes.",
    )
    fetch_bytes: PositiveInt = Field(
        default=4 << 30, alias="AETHER_MAX_FETCH_BYTES", description="The maximum size of one fetch, in bytes."
    )
    git_proxy: Annotated[SecretStr, _PORT_SAID, _url_of("http")] | None = Field(
        default=None,
        alias="AETHER_GIT_PROXY",
        description="`http://` proxy for connections to public hosts: git, forges' APIs and notifications. It resolves their names, so it decides which addresses are allowed; hosts of `AETHER_PRIVATE_HOSTS` and SSH are reached directly.",
    )
    ca_file: Path | None = Field(
        default=None,
        alias="AETHER_CA_BUNDLE",
        description="PEM file of the certificate authorities trusted for forges and a `rediss://` broker, instead of the system's.",
    )
    tenant_runs: PositiveInt | None = Field(
        default=None,
        alias="AETHER_TENANT_RUNS",
        description="The maximum number of one tenant's branches indexed at a time, over all workers. If unset, no limit; with `aether up`, its `--workers`.",
    )
    tenant_mirror_bytes: PositiveInt | None = Field(
        default=None,
        alias="AETHER_TENANT_MIRROR_BYTES",
        description="Disk quota for one tenant's mirrors on a machine, in bytes; its own least recently used are evicted first. If unset, the whole quota.",
    )
    tenant_watches: PositiveInt = Field(
        default=1000, alias="AETHER_TENANT_WATCHES", description="The maximum number of watches per tenant."
    )
    tenant_backlog: PositiveInt = Field(
        default=1000,
        alias="AETHER_TENANT_BACKLOG",
        description="The number of a tenant's unsettled requests at which `POST /repositories/parse` answers 429; webhooks are never refused.",
    )
    reconcile: PositiveFloat = Field(
        default=900.0,
        alias="AETHER_RECONCILE_SECONDS",
        description="The time between two checks of a remote, which detect lost webhooks, in seconds.",
    )
    keep_deltas: PositiveFloat = Field(
        default=90.0,
        alias="AETHER_KEEP_DELTAS_DAYS",
        description="How long the delta of each publish is kept, in days.",
    )
    keep_deliveries: PositiveFloat = Field(
        default=30.0,
        alias="AETHER_KEEP_DELIVERIES_DAYS",
        description="How long deliveries and messages to tenants' addresses are kept, in days; longer than forges redeliver.",
    )
    keep_runs: PositiveFloat = Field(
        default=90.0,
        alias="AETHER_KEEP_RUNS_DAYS",
        description="How long finished runs are kept, in days; never shorter than the two above. The last ones of each branch are always kept.",
    )
    keep_retired: PositiveFloat = Field(
        default=7.0,
        alias="AETHER_KEEP_RETIRED_DAYS",
        description="How long the graph of a deleted branch is kept, in days; a push within that time restores it.",
    )
    audit: PositiveFloat = Field(
        default=3600.0, alias="AETHER_AUDIT_SECONDS", description="The time between two audits, in seconds."
    )
    upgrade: PositiveFloat = Field(
        default=5.0,
        alias="AETHER_UPGRADE_SECONDS",
        description="The minimum time between offering two graphs for re-indexing after an upgrade, in seconds.",
    )

    @field_validator("encryption_keys")
    @classmethod
    def _check_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not all(_KEY.fullmatch(key.get_secret_value()) for key in keys):
            raise ValueError("each key is 32 random bytes in URL-safe base 64 (44 characters), the newest first")
        return keys

    @field_validator("local_roots")
    @classmethod
    def _check_roots(cls, roots: dict[str, tuple[Path, ...]]) -> dict[str, tuple[Path, ...]]:
        if not all(path.is_absolute() for paths in roots.values() for path in paths):
            raise ValueError("write tenant=path pairs with absolute paths")
        return roots

    @model_validator(mode="after")
    def _check_heartbeat(self) -> Self:
        if self.heartbeat >= self.lease:
            raise ValueError("AETHER_HEARTBEAT_SECONDS: must be below AETHER_LEASE_SECONDS")
        return self

    @property
    def mirrors(self) -> Path:
        return self.data_dir / "mirrors"

    def mirrors_of(self, database: str | None) -> Path:
        """The mirrors' directory of one database. Mirrors are named by numbers that are unique within one server only, so each
        server of AETHER_DATABASES has its own directory.
        """
        return self.mirrors if database is None else self.data_dir / f"mirrors.{database}"


def read(environment: Mapping[str, str]) -> Settings:
    """Reads the settings from these variables (a command passes `os.environ`); an empty variable counts as unset.

    BrokenSetup names every invalid variable and never shows its value.
    """
    given = {name: value for name, value in environment.items() if value}
    try:
        return Settings.model_validate(given | _from_files(given))
    except ValidationError as error:
        raise BrokenSetup("\n".join(map(_tell, error.errors(include_url=False, include_input=False)))) from None


def _from_files(given: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in SECRETS:
        path = given.get(f"{name}_FILE")
        if path is None:
            continue
        if name in given:
            raise BrokenSetup(f"{name} and {name}_FILE are both set; keep one of them.")
        found[name] = _content(name, Path(path))
    return found


def _content(name: str, path: Path) -> str:
    try:
        content = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSetup(f"{name}_FILE: {path} cannot be read ({error}).") from error
    if not content:
        raise BrokenSetup(f"{name}_FILE: {path} is empty.")
    return content


def _tell(error: Mapping[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{error['loc'][0]}: {message}." if error["loc"] else f"{message}."
