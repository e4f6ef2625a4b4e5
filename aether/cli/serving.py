"""`aether up` and the processes that it consists of."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial

import click
from flask import Flask

from aether import logs, metrics, starting
from aether.composition import Application, adopt, application
from aether.introduction import introduce as show_main_job
from aether.settings import DEFAULT_PORT
from aether.supervisor import supervise
from aether.web import Server

HOST = click.option("--host", default="127.0.0.1", show_default=True)
PORT = click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
METRICS_PORT = click.option(
    "--metrics-port",
    type=click.IntRange(1, 65535),
    help="Serve this process's metrics on this port; by default, nowhere.",
)
STOP_SECONDS = 60
ATTACHED = 20  # entries per list of the change that is sent with a watch's event


@click.command()
@HOST
@PORT
@click.option("--workers", type=click.IntRange(1, 256), help="Concurrent runs; defaults to one per core.")
@click.option(
    "--introduce", is_flag=True, help="On an empty data directory, first demonstrate the service on this checkout."
)
def up(host: str, port: int, workers: int | None, introduce: bool) -> None:
    """Run the whole service in the foreground: receiver, API, worker and scheduler. It is ready when GET /readyz is 200."""
    logs.configure()
    starting.ask_for(host, port)
    with application(broker=True, upgrade=True) as found, metrics.shared():
        first = starting.bootstrap(found)
        shown = starting.free_port() if introduce and first else None
        children = starting.children(found, host, port, workers or os.cpu_count() or 1, shown)
        found.bridge.close()  # the supervisor forks, which is unsafe with threads
        raise SystemExit(supervise(children))


@click.command()
def demo() -> None:
    """Demonstrate the service on this checkout: a signed push to itself, the run, an answer. Then stop."""
    logs.configure()
    port, git_port = starting.free_port(), starting.free_port()
    with application(broker=True, upgrade=True) as found:
        starting.bootstrap(found)
        argv = (sys.executable, "-P", "-m", "aether", "up", "--port", str(port))
        allowed = {"AETHER_PRIVATE_HOSTS": starting.also_private(f"127.0.0.1:{git_port}")}
        with subprocess.Popen(argv, env={**os.environ, **allowed}) as service:
            try:
                show_main_job(found, f"http://127.0.0.1:{port}", git_port)
            finally:
                service.send_signal(signal.SIGTERM)
                service.wait(STOP_SECONDS)


@click.command(hidden=True)
@click.option("--url", required=True)
@click.option("--git-port", required=True, type=int)
def introduce(url: str, git_port: int) -> None:
    """Run once by `aether up --introduce` beside the service."""
    with application() as found:
        show_main_job(found, url, git_port)


@click.command()
@HOST
@PORT
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Number of server processes.")
def web(host: str, port: int, workers: int) -> None:
    """Run the receiver, the API and the dashboard."""
    _serve("web", host, port, workers)


@click.command()
@HOST
@PORT
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Number of server processes.")
def receiver(host: str, port: int, workers: int) -> None:
    """Run the receiver: webhooks and health only."""
    _serve("receiver", host, port, workers)


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 256), help="Concurrent runs; defaults to one per core.")
@click.option("--queues", default="push,bulk", show_default=True)
@METRICS_PORT
def worker(concurrency: int | None, queues: str, metrics_port: int | None) -> None:
    """Run a Celery worker: the same as `celery -A tasks.celery_app worker` with the servers' addresses in its environment."""
    with application(broker=True) as found, metrics.exported(metrics_port):
        adopt(found)
        found.bridge.close()
        from tasks.celery_app import celery_app

        name = (
            f"{queues.replace(',', '-')}-{os.getpid()}@%h"  # Celery requires unique names of the workers on one machine
        )
        argv = [
            *("--quiet", "worker", "--loglevel", "warning", "--queues", queues, "--hostname", name),
            *("--without-gossip", "--without-mingle"),
        ]
        celery_app.worker_main([*argv, "--concurrency", str(concurrency or os.cpu_count() or 1)])


@click.command()
@HOST
@click.option("--port", default=5555, show_default=True, type=click.IntRange(1, 65535))
def flower(host: str, port: int) -> None:
    """Run Flower: workers and tasks in a browser. Without a password it is read-only."""
    with application(broker=True) as found:
        adopt(found)
        found.bridge.close()
        from tasks.celery_app import celery_app

        celery_app.start(["--quiet", "flower", f"--address={host}", f"--port={port}"])


@click.command()
@METRICS_PORT
def scheduler(metrics_port: int | None) -> None:
    """Run the scheduler: dispatcher, reconciler, notifier, watcher, housekeeping, audits and upgrades. A second one does no harm."""
    logs.configure()
    with application(broker=True) as found, metrics.exported(metrics_port):
        adopt(found)
        from tasks.dispatcher import dispatch_for_ever

        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        works = {
            "reconciler": _reconciler(found),
            "notifier": _notifier(found),
            "watcher": _watcher(found),
            "housekeeping": _housekeeping(found),
            "audit": _audit(found),
            "pulls": _pulls(found),
            "upgrades": _upgrades(found),
        }
        threads = [threading.Thread(target=_to_the_end, args=(work, stop), name=name) for name, work in works.items()]
        for thread in threads:
            thread.start()
        _to_the_end(partial(dispatch_for_ever, found.runs), stop)
        for thread in threads:
            thread.join()


def _to_the_end(work: Callable[[threading.Event], None], stop: threading.Event) -> None:
    """If this work fails, the whole process ends and its supervisor restarts it, so that none goes on with half of its work."""
    try:
        work(stop)
    finally:
        stop.set()


def _reconciler(found: Application) -> Callable[[threading.Event], None]:
    from store.reconciler import Checks
    from tasks.reconciler import Reconciler, reconcile_for_ever
    from tasks.workshop import policy

    checks = Checks(found.bridge, found.keyring)
    return partial(
        reconcile_for_ever, Reconciler(checks, found.catalogue, policy(found.settings), found.settings.reconcile)
    )


def _notifier(found: Application) -> Callable[[threading.Event], None]:
    from store.notices import Notices
    from tasks.notifier import notify_for_ever
    from tasks.workshop import policy

    return partial(notify_for_ever, Notices(found.bridge, found.keyring), policy(found.settings))


def _watcher(found: Application) -> Callable[[threading.Event], None]:
    from api.change_views import document
    from store.watching import Watching
    from tasks.watcher import watch_for_ever

    return partial(watch_for_ever, Watching(found.bridge, partial(document, most=ATTACHED)))


def _housekeeping(found: Application) -> Callable[[threading.Event], None]:
    from store.housekeeping import Housekeeping, Retention
    from tasks.housekeeping import sweep_for_ever

    kept = found.settings
    retention = Retention(kept.keep_deltas, kept.keep_deliveries, kept.keep_retired, kept.keep_runs)
    return partial(sweep_for_ever, Housekeeping(found.bridge, retention))


def _audit(found: Application) -> Callable[[threading.Event], None]:
    from aether.cli.verifying import verifier
    from tasks.audit import audit_for_ever

    return partial(audit_for_ever, verifier(found), found.settings.audit)


def _pulls(found: Application) -> Callable[[threading.Event], None]:
    from tasks.pulling import dispatch_pulls_for_ever

    return partial(dispatch_pulls_for_ever, found.pulls)


def _upgrades(found: Application) -> Callable[[threading.Event], None]:
    from store.upgrades import Upgrades
    from tasks.upgrading import upgrade_for_ever

    return partial(upgrade_for_ever, Upgrades(found.bridge), found.graph_version, found.settings.upgrade)


@click.command()
def migrate() -> None:
    """Migrate the database to the newest schema. Forward only; idempotent."""
    with application(upgrade=True):
        click.echo("the database has the newest schema", err=True)


def _serve(name: str, host: str, port: int, workers: int) -> None:
    """Serves one of the applications. The parent only supervises; each worker composes its application after the fork."""
    logs.configure()
    starting.ask_for(host, port)
    with application() as found, metrics.shared():
        from aether import application as applications  # after `shared`, whose variable it reads

        found.bridge.close()
        make: Callable[[Application], Flask] = getattr(applications, name)
        Server(lambda: make(found), host=host, port=port, workers=workers).run()
