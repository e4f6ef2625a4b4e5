"""Builds every git command line and its environment, from typed values only. No other module builds one."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from mirror.access import Access
from mirror.names import ObjectName, RefName, Revision

INCOMING = RefName("refs/aether/incoming")
KEPT = "refs/aether/kept/"
HISTORY = "refs/aether/history/"
HEAD = RefName("HEAD")

_OPERATOR = Path(__file__).with_name("operator.gitconfig")
_ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LANGUAGE": "C",
    "LC_ALL": "C",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_DEFAULT_HASH": "sha1",
    "GIT_DEFAULT_REF_FORMAT": "files",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS = (
    ("core.bigFileThreshold", "16m"),  # larger blobs are streamed, not held in memory
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("core.symlinks", "false"),
    ("credential.helper", ""),
    # A tree with duplicate or unsorted names would have no well-defined graph. The three exceptions are mistakes of old
    # clients that persist in the history of well-known repositories.
    ("fetch.fsckObjects", "true"),
    ("fetch.fsck.badTimezone", "ignore"),
    ("fetch.fsck.missingSpaceBeforeDate", "ignore"),
    ("fetch.fsck.zeroPaddedFilemode", "ignore"),
    ("fetch.recurseSubmodules", "no"),
    ("fetch.unpackLimit", "1"),  # every fetch leaves one pack, whatever its size
    ("fetch.uriProtocols", ""),  # no packs from addresses chosen by the remote
    ("fetch.writeCommitGraph", "false"),
    ("gc.auto", "0"),
    ("http.followRedirects", "false"),
    ("http.lowSpeedLimit", "1000"),
    ("http.lowSpeedTime", "60"),
    ("maintenance.auto", "false"),
    ("pack.threads", "1"),
    ("protocol.version", "2"),
    ("safe.bareRepository", "explicit"),
    ("submodule.recurse", "false"),
    ("transfer.bundleURI", "false"),
)


class Command(NamedTuple):
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    about: str  # the remote or the mirror, as shown in messages
    secrets: tuple[str, ...]  # what no message may reveal: the credential, and the path of the mirror
    file_bytes: int | None = None  # maximum size of a file it may write
    answers: tuple[int, ...] = (0,)  # exit codes that mean success

    def __repr__(self) -> str:
        return f"Command({' '.join(self.argv)})"


def init(directory: Path) -> Command:
    return _on(directory, "init", "--quiet", "--bare", "--template=")


def fetch(
    directory: Path, access: Access, source: ObjectName | RefName, into: RefName, *, history: bool, most: int
) -> Command:
    """Fetches one commit, by default without its history; objects that the mirror has are not sent again. `into`: one of our
    refs. `most`: maximum bytes of a file.
    """
    depth = () if history else ("--depth=1",)
    options = ("--quiet", *depth, "--force", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
    asked = _from(access, directory, "fetch", *options, "--", access.url, f"{source}:{into}")
    return asked._replace(file_bytes=most)


def histories(
    directory: Path, access: Access, commits: Iterable[ObjectName], *, depth: int | None, most: int
) -> Command:
    """Fetches commits with their history but without trees and files, if the server supports that. `depth`: commits of each."""
    options = ("--quiet", "--force", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--filter=tree:0")
    deep = () if depth is None else (f"--depth={depth}",)
    sources = [f"{each}:{HISTORY}{each}" for each in commits]
    asked = _from(access, directory, "fetch", *options, *deep, "--", access.url, *sources)
    return asked._replace(file_bytes=most)


def merge_base(directory: Path, ours: ObjectName, theirs: ObjectName) -> Command:
    """Prints the merge base of two commits; nothing if their histories are unrelated."""
    return _on(directory, "merge-base", ours, theirs)._replace(answers=(0, 1))


def commit(directory: Path, name: ObjectName) -> Command:
    """Prints the commit itself."""
    return _on(directory, "cat-file", "commit", name)


def write_commit(directory: Path) -> Command:
    """Stores its input as a commit object without a ref; prints its name."""
    return _on(directory, "hash-object", "-t", "commit", "-w", "--stdin")


def merge(directory: Path, ours: ObjectName, theirs: ObjectName) -> Command:
    """Prints the tree of the merge, then the conflicting paths; changes no ref and no file."""
    options = ("--write-tree", "-z", "--name-only", "--no-messages")
    return _on(directory, "merge-tree", *options, ours, theirs)._replace(answers=(0, 1))


def ls_remote(directory: Path, access: Access, *names: str) -> Command:
    """HEAD, branches and tags; or only the refs with these names."""
    wanted = names or (HEAD, "refs/heads/*", "refs/tags/*")
    return _from(access, directory, "ls-remote", "--quiet", "--symref", "--", access.url, *wanted)


def commit_in(access: Access, asked: Revision) -> Command:
    """Prints the commit that a revision names in a local repository."""
    path = Path(access.url)
    git_dir = path if (path / "HEAD").is_file() else path / ".git"
    return _from(access, git_dir, "rev-parse", "--verify", "--end-of-options", f"{asked}^{{commit}}")


def keep(directory: Path, commit: ObjectName) -> Command:
    return _on(directory, "update-ref", kept(commit), commit)


def kept(commit: ObjectName) -> RefName:
    return RefName(KEPT + commit)


def tree(directory: Path, commit: ObjectName) -> Command:
    return _on(directory, "ls-tree", "-r", "-z", "--full-tree", commit)


def objects(directory: Path) -> Command:
    """Answers `info` and `contents` requests for object names or revisions, at each `flush`."""
    return _on(directory, "cat-file", "--batch-command=%(objectname) %(objecttype) %(objectsize)", "--buffer")


def forget(directory: Path) -> Command:
    """Deletes refs, given as `delete <ref>` lines on its input."""
    return _on(directory, "update-ref", "--stdin")


def roll_up(directory: Path) -> Command:
    """Merges small packs into larger ones; each object is rewritten a logarithmic number of times."""
    return _on(directory, "repack", "--quiet", "-d", "-n", "--geometric=2")


def repack(directory: Path) -> Command:
    """Repacks everything reachable into one pack and drops the rest."""
    return _on(directory, "repack", "--quiet", "-a", "-d", "-n")


def prune(directory: Path) -> Command:
    """Deletes unreachable objects. Also shortens git's list of shallow commits, which every fetch sends to the remote."""
    return _on(directory, "prune", "--expire=now")


def in_checkout(checkout: Path, *arguments: str, **places: str) -> Command:
    """A command in a user's own work tree. `places`: alternative locations of index and objects."""
    environment = _environment(checkout / ".git", "none", _SETTINGS) | {"GIT_WORK_TREE": str(checkout), **places}
    return Command(("git", *arguments), environment, str(checkout), ())


def _on(directory: Path, *arguments: str) -> Command:
    """A command on the mirror without network access."""
    return Command(
        ("git", *arguments), _environment(directory, "none", _SETTINGS), f"mirror {directory.name}", (str(directory),)
    )


def _from(access: Access, directory: Path, *arguments: str) -> Command:
    environment = _environment(directory, access.protocol, (*_SETTINGS, *access.settings))
    environment |= access.environment
    if access.protocol == "file":
        environment["GIT_CONFIG_GLOBAL"] = str(_OPERATOR)
    return Command(("git", *arguments), environment, access.about, (*access.secrets, str(directory)))


def _environment(directory: Path, protocol: str, settings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Git's complete environment. Settings, including credentials, are passed here and never in argv or a file."""
    environment = {
        **_ENVIRONMENT,
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_DIR": str(directory),
    }
    for count, (name, value) in enumerate(settings):
        environment |= {
            f"GIT_CONFIG_KEY_{count}": name,
            f"GIT_CONFIG_VALUE_{count}": value,
            "GIT_CONFIG_COUNT": str(count + 1),
        }
    return environment
