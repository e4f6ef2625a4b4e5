"""The part of a fake forge that keeps webhooks of single repositories, after the documented routes of both forges."""

import re
from dataclasses import dataclass, field
from typing import Any

Said = tuple[int, Any, dict[str, str]]

_ROUTE = re.compile(r"(?:/repos/(?P<path>.+?)|/projects/(?P<number>[0-9]+))/hooks(?:/(?P<hook>[0-9]+))?")
_HIDDEN = {"token", "signing_token"}


@dataclass
class HookStore:
    kept: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)  # repository -> id -> body as it was sent
    refused: set[str] = field(default_factory=set)  # repositories where the token may keep none
    signing_tokens: bool = True  # GitLab from version 19 on
    made: int = 0

    def bodies(self, repository: str) -> list[dict[str, Any]]:
        return list(self.kept.get(repository, {}).values())

    def answer(self, method: str, route: str, body: Any) -> Said | None:
        """None where the route is another one."""
        named = _ROUTE.fullmatch(route)
        if named is None:
            return None
        repository = named["path"] or named["number"]
        if repository in self.refused:
            return (404 if named["path"] else 403), {"message": "no"}, {}
        hooks = self.kept.setdefault(repository, {})
        if named["hook"] is None:
            return self.add(hooks, body) if method == "POST" else (200, [*map(self.shown, *_columns(hooks))], {})
        number = int(named["hook"])
        if method == "DELETE":
            del hooks[number]
            return 204, None, {}
        assert method == ("PATCH" if named["path"] else "PUT"), method
        hooks[number] = body
        return 200, self.shown(number, body), {}

    def add(self, hooks: dict[int, dict[str, Any]], body: dict[str, Any]) -> Said:
        url = body.get("url") or body["config"]["url"]
        if "config" in body and any(each["config"]["url"] == url for each in hooks.values()):
            return 422, {"message": "Validation Failed", "errors": ["Hook already exists on this repository"]}, {}
        self.made += 1
        hooks[self.made] = body
        return 201, self.shown(self.made, body), {}

    def shown(self, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """No secret leaves a forge."""
        if "config" in body:
            return {"id": number, **body, "config": {**body["config"], "secret": "********"}}
        told = {"token_present": "token" in body} | (
            {"signing_token_present": "signing_token" in body} if self.signing_tokens else {}
        )
        return {"id": number, **{name: value for name, value in body.items() if name not in _HIDDEN}, **told}


def _columns(hooks: dict[int, dict[str, Any]]) -> tuple[list[int], list[dict[str, Any]]]:
    return [*hooks], [*hooks.values()]
