"""Serves receiver and API with gunicorn. Each worker creates its own application, and thus its own connection pool."""

from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from aether.slow_clients import Worker

THREADS = 16
HEADER_FIELDS, HEADER_BYTES = 64, 4096  # limits: fields per request, and bytes per field


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Serves the application that `make` returns; `make` is called in each worker after the fork."""

    def __init__(self, make: Callable[[], Flask], *, host: str, port: int, workers: int) -> None:
        self._make = make
        self._options = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": Worker,
            "limit_request_fields": HEADER_FIELDS,
            "limit_request_field_size": HEADER_BYTES,
            "threads": THREADS,
            "graceful_timeout": 20,
            "timeout": 60,
            "accesslog": None,
            "loglevel": "warning",
            "proc_name": "aether",
            "when_ready": lambda _: click.echo(f"serving on http://{host}:{port}", err=True),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make()
