"""The lower bound of receiving: the receiver's own server, but it only checks the signature and returns an empty 202.

`MEASURED_SECRET=... python -m benchmarks.empty_receiver --port PORT --workers N`
"""

import hashlib
import hmac
import os

import click
from flask import Flask, Response, request

from aether.web import Server


def make() -> Flask:
    app, secret = Flask(__name__), os.environ["MEASURED_SECRET"].encode()

    @app.post("/webhooks/<_hook_id>")
    def receive(_hook_id: str) -> Response:
        expected = "sha256=" + hmac.new(secret, request.get_data(), hashlib.sha256).hexdigest()
        genuine = hmac.compare_digest(expected, request.headers["X-Hub-Signature-256"])
        return Response(status=202 if genuine else 401)

    return app


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
def main(port: int, workers: int) -> None:
    Server(make, host="127.0.0.1", port=port, workers=workers).run()


if __name__ == "__main__":
    main()
