# One image for every role; the command is the role: receiver, web, worker, scheduler, flower, migrate, or `up` for all of them.
# docs/operations.md says how it is run and what of it was tried. To build on an image by its digest:
#   docker build --build-arg PYTHON=python@sha256:… .
ARG PYTHON=python:3.13-slim-trixie

FROM ${PYTHON} AS build
# The environment has no pip: what runs installs nothing.
RUN python -m venv --without-pip /opt/aether
COPY requirements/runtime.lock /build/requirements/
RUN python -m pip --python /opt/aether/bin/python install --no-cache-dir --no-deps --require-hashes -r /build/requirements/runtime.lock
COPY pyproject.toml README.md LICENSE /build/
COPY aether /build/aether
COPY api /build/api
COPY graph /build/graph
COPY mirror /build/mirror
COPY parsing /build/parsing
COPY store /build/store
COPY tasks /build/tasks
COPY webhook /build/webhook
RUN python -m pip --python /opt/aether/bin/python install --no-cache-dir --no-deps --no-build-isolation /build

FROM ${PYTHON}
# Git and ssh come from the base image's Debian release: a version pinned here would be gone with the next security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /var/lib/aether --uid 10001 --user-group aether
COPY --from=build /opt/aether /opt/aether
ENV HOME=/var/lib/aether \
    PATH=/opt/aether/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AETHER_DATA_DIR=/var/lib/aether/data
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/aether
# All that is written: mirrors, and in /tmp what lives as long as a process. The rest may be read-only.
VOLUME ["/var/lib/aether", "/tmp"]
EXPOSE 8080
# Of what answers on 8080; other roles are asked otherwise (compose.yaml) or not at all.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["aether"]
CMD ["up", "--host", "0.0.0.0"]
