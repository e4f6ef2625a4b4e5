"""`python -m aether.exporter PORT`: serves the metrics of all processes that share its directory, at /metrics."""

import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST

from aether import logs, metrics
from aether.settings import read
from graph.errors import Forbidden

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"  # noqa: S104 (only if a token is required)


def main(port: int) -> None:
    logs.configure()
    given = read(os.environ).metrics_token
    token = given.get_secret_value() if given else None
    ThreadingHTTPServer((EVERYWHERE if token else HERE, port), handler(token)).serve_forever()


def handler(token: str | None) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/metrics":
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            try:
                metrics.admit(self.client_address[0], dict(self.headers), token)
            except Forbidden as error:
                self.send_error(HTTPStatus.FORBIDDEN, explain=str(error))
                return
            body = metrics.counted()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
            """Nothing: scrapes are not worth a log line."""

    return Handler


if __name__ == "__main__":
    main(int(sys.argv[1]))
