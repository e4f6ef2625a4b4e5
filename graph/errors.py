"""The error tree. The class decides the HTTP status, the exit code and whether a run is retried.

AetherError
├── Transient                  503, retried: 60, 120, 240 s
│   ├── StorageError               PostgreSQL is unreachable, or failed for a temporary reason
│   ├── MirrorUnavailable          the forge is unreachable, slow or out of quota; the disk is full
│   ├── Busy                       another run holds the lease (409 to a client)
│   └── Overloaded                 429: this tenant has too much waiting already
└── Permanent                  never retried
    ├── BadInput                   400, exit 2
    │   └── TooLarge                   413
    ├── Unauthorised               401
    ├── Forbidden                  403
    ├── NotFound                   404, exit 5: no such name
    ├── NotKept                    410, exit 3: it was known once, but is no longer kept
    ├── Conflict                   409
    │   └── NotIndexed                 409, exit 4: asked before the first publish
    ├── TenantValidationError      422: the tenant is unknown or may not do this
    ├── RepositoryParseError       422: the repository cannot be indexed as it is
    │   ├── NotARepository             the path or URL holds no git repository
    │   ├── EmptyRepository            it has no commit
    │   ├── UnknownRevision            it has no such branch, tag or commit
    │   ├── Moved                      the forge answers with a redirect: it was renamed or transferred
    │   └── AccessDenied               the forge asks for a credential, or rejects the stored one
    ├── Refused                    422: a rule of this installation forbids it (address, protocol, path)
    ├── Fenced                     another run has overtaken this one; nothing was published
    ├── TimeLimit                  the run exceeded its time limit
    └── BrokenSetup                500, exit 1: settings, servers or permissions need an operator
"""

from typing import ClassVar


class AetherError(Exception):
    """`str(error)` tells a person what happened and what to do; `code` is stable and for programs."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


class Transient(AetherError):
    """`retry_after`: seconds, if the other side said how long to wait."""

    code = "unavailable"
    status = 503

    def __init__(self, *told: object, retry_after: float | None = None) -> None:
        super().__init__(*told)
        self.retry_after = retry_after


class StorageError(Transient):
    code = "storage_unavailable"


class MirrorUnavailable(Transient):
    code = "mirror_unavailable"


class Busy(Transient):
    code = "busy"
    status = 409


class Overloaded(Transient):
    code = "overloaded"
    status = 429


class Permanent(AetherError):
    code = "failed"


class BadInput(Permanent):
    code = "bad_input"
    status = 400
    exit_code = 2


class TooLarge(BadInput):
    code = "too_large"
    status = 413


class Unauthorised(Permanent):
    code = "unauthorised"
    status = 401


class Forbidden(Permanent):
    code = "forbidden"
    status = 403


class NotFound(Permanent):
    code = "not_found"
    status = 404
    exit_code = 5


class NotKept(Permanent):
    code = "not_kept"
    status = 410
    exit_code = 3


class Conflict(Permanent):
    code = "conflict"
    status = 409


class NotIndexed(Conflict):
    code = "not_indexed"
    exit_code = 4


class TenantValidationError(Permanent):
    code = "tenant_invalid"
    status = 422


class RepositoryParseError(Permanent):
    code = "repository_unusable"
    status = 422


class NotARepository(RepositoryParseError):
    code = "not_a_repository"


class EmptyRepository(RepositoryParseError):
    code = "empty_repository"


class UnknownRevision(RepositoryParseError):
    code = "unknown_revision"


class Moved(RepositoryParseError):
    code = "moved"


class AccessDenied(RepositoryParseError):
    code = "access_denied"


class Refused(Permanent):
    code = "refused"
    status = 422


class Fenced(Permanent):
    code = "fenced"
    status = 409


class TimeLimit(Permanent):
    code = "time_limit"


class BrokenSetup(Permanent):
    code = "broken_setup"
