"""What the routes need, made once by the composition root."""

from typing import NamedTuple

from flask import current_app

from store.catalogue import Catalogue
from store.intake import Intake
from store.reader import GraphReader
from store.runs import Runs
from tasks.requests import Requests


class Services(NamedTuple):
    catalogue: Catalogue
    runs: Runs
    requests: Requests
    reader: GraphReader
    intake: Intake
    public_url: str  # where forges reach the receiver


def services() -> Services:
    """What the composition root handed to this application."""
    found: Services = current_app.extensions["aether"]
    return found
