"""A worker whose broker takes messages back after three seconds: `python -m tests.chaos.impatient`. What it forces is a
second delivery of every message that is worked on for longer, to itself or to any other worker.
"""

from tasks.celery_app import celery_app, configuration, settings

VISIBILITY = 3

if __name__ == "__main__":
    given = configuration(settings())
    given["broker_transport_options"] |= {"visibility_timeout": VISIBILITY}
    celery_app.conf.update(given | {"visibility_timeout": VISIBILITY})
    celery_app.worker_main(
        [
            "--quiet", "worker", "--loglevel", "warning", "--queues", "push,bulk", "--concurrency", "1",
            "--without-gossip", "--without-mingle", "--hostname", "impatient@%h",
        ]
    )  # fmt: skip
