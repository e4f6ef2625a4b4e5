"""Repositories whose every commit says its own number in each of its files, so that a mixture of two commits shows."""

import hashlib
import hmac
import json
import random
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

from tests.repositories import Files, commit, create

MODULES = 8
ANSWERED = frozenset({200, 202})


def tree(number: int) -> Files:
    """Every module holds a function that is named after the commit, and calls the one of the next module."""
    files = {b"app/__init__.py": b"", b"app/steady.py": b"def steady():\n    return 1\n"}
    for module in range(MODULES):
        following = (module + 1) % MODULES
        text = (
            f"from app.m{following} import mark_{number}_{following}\nfrom app.steady import steady\n\n\n"
            f"def mark_{number}_{module}():\n    return steady() + mark_{number}_{following}()\n"
        )
        files[f"app/m{module}.py".encode()] = text.encode()
    return files


@dataclass
class Source:
    """A repository at the forge, its hook, and what was told of it."""

    tenant: str
    tenant_id: int
    name: str
    path: Path
    hook_id: str
    secret: str
    token: str
    commits: list[str] = field(default_factory=list)
    owed: list[tuple[str, str]] = field(default_factory=list)  # (delivery, commit) that nobody has answered yet
    accepted: list[str] = field(default_factory=list)  # keys of deliveries that were answered

    def create(self) -> None:
        self.commits += create(self.path, tree(0))
        self.owed.append((str(uuid4()), self.commits[-1]))

    def push(self, rng: random.Random) -> None:
        """One to three commits, a delivery for each; told late, twice and out of order as it happens."""
        for _ in range(rng.randint(1, 3)):
            self.grow()
        rng.shuffle(self.owed)
        self.owed += [each for each in self.owed if rng.random() < 0.3]

    def grow(self) -> None:
        """One commit, and the delivery that tells of it."""
        self.commits.append(commit(self.path, tree(len(self.commits))))
        self.owed.append((str(uuid4()), self.commits[-1]))

    def deliver(self, url: str) -> Sequence[int]:
        """Sends what is owed; what is not answered stays owed. The statuses, 0 where nobody answered."""
        owed, self.owed, statuses = self.owed, [], []
        for key, after in owed:
            status = self._send(url, key, after)
            statuses.append(status)
            if status in ANSWERED:
                self.accepted.append(key)
            else:
                self.owed.append((key, after))
        return statuses

    def _send(self, url: str, key: str, after: str) -> int:
        repository = {"id": 1, "full_name": "chaos/any", "default_branch": "main"}
        body = json.dumps({"ref": "refs/heads/main", "after": after, "repository": repository}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": "push",
            "X-GitHub-Delivery": key,
            "X-Hub-Signature-256": "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest(),
        }
        request = urllib.request.Request(f"{url}/webhooks/{self.hook_id}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code
        except (OSError, HTTPException):
            return 0
