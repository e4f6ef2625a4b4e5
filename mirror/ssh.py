"""Git over SSH: one command line built from typed values. The key is in memory under a name in /proc, never on disk."""

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from graph.errors import BrokenSetup, Refused
from mirror.network import Address, Origin
from mirror.remote import DeployKey

_ALIAS = "forge"  # the host name under which the pinned keys are listed, whatever host and port are contacted
_OPTIONS = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "GlobalKnownHostsFile": "none",
    "UpdateHostKeys": "no",
    "HostKeyAlias": _ALIAS,
    "CheckHostIP": "no",
    "IdentitiesOnly": "yes",
    "IdentityAgent": "none",
    "PreferredAuthentications": "publickey",
    "ClearAllForwardings": "yes",
    "ForwardAgent": "no",
    "PermitLocalCommand": "no",
    "ProxyCommand": "none",
    "ControlPath": "none",
    "ConnectTimeout": "30",
    "ServerAliveInterval": "15",
    "LogLevel": "ERROR",
}


@contextmanager
def environment(key: DeployKey, origin: Origin, address: Address) -> Iterator[Mapping[str, str]]:
    """An environment in which git connects to this address with this key, and only if the host has one of the pinned keys."""
    host_keys = [pinned for pinned in key.host_keys if (pinned.host, pinned.port) == (origin.host, origin.port)]
    if not host_keys:
        raise Refused(
            f"No host key of {origin.host}, port {origin.port}, is stored with the deploy key. Store the credential again "
            f"with the lines of `ssh-keyscan -p {origin.port} {origin.host}` after the key, once you have compared them."
        )
    listed = "".join(f"{_ALIAS} {pinned.algorithm} {pinned.value}\n" for pinned in host_keys)
    with ExitStack() as held:
        files = {
            "IdentityFile": held.enter_context(_in_memory(key.private_key)),
            "UserKnownHostsFile": held.enter_context(_in_memory(listed)),
        }
        options = {**_OPTIONS, **files, "HostName": str(address), "Port": str(origin.port)}
        words = ["ssh", "-F", "none", *(f"-o{name}={value}" for name, value in options.items())]
        yield {"GIT_SSH_COMMAND": shlex.join(words), "GIT_SSH_VARIANT": "ssh"}


@contextmanager
def _in_memory(text: str) -> Iterator[str]:
    """The name of an in-memory file that only this user can open, and that disappears with this process, however it ends."""
    if not hasattr(os, "memfd_create") or not Path("/proc/self/fd").is_dir():
        raise BrokenSetup("Deploy keys work on Linux only. Store a token for this hook instead.")
    descriptor = os.memfd_create("aether", os.MFD_CLOEXEC)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, text.encode())
        yield f"/proc/{os.getpid()}/fd/{descriptor}"
    finally:
        os.close(descriptor)
