"""The services that the routes use, created once by the composition root."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flask import current_app

from store.catalogue import Catalogue
from store.changes import ChangeReader
from store.intake import Intake
from store.model import Graph
from store.outline import OutlineReader
from store.overview import Overview
from store.pulls import Pulls
from store.reader import GraphReader
from store.runs import Runs
from tasks.across import Crossing
from tasks.app_manifest import Manifests
from tasks.explaining import Explaining
from tasks.requests import Requests
from tasks.sources import Sources
from tasks.watches import WatchRequests
from tasks.what_if import WhatIf


class Services(NamedTuple):
    catalogue: Catalogue
    runs: Runs
    requests: Requests
    reader: GraphReader
    changes: ChangeReader
    overview: Overview
    outline: OutlineReader
    sources: Sources
    explaining: Explaining
    crossing: Crossing
    what_if: WhatIf
    watching: WatchRequests
    pulls: Pulls
    intake: Intake
    public_url: str  # at which forges reach the receiver
    manifests: Manifests
    try_hook: Callable[
        [int, str], Mapping[str, object]
    ]  # sends a test delivery to a tenant's hook and returns the outcome
    export: Callable[[Graph], Iterator[bytes]]  # a graph's canonical lines
    onboard: Callable[[int, str, Mapping[str, Any]], Mapping[str, object]]  # `aether connect` for a tenant's hook
    session_keys: Sequence[bytes]  # they sign the dashboard's cookies; newest first


def services() -> Services:
    """The services that the composition root gave the current application."""
    found: Services = current_app.extensions["aether"]
    return found
