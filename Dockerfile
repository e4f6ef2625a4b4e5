# One image for every role: the command is the role (`aether receiver`, `aether worker`, `aether scheduler`, `aether up`).
# Hardening (digests, read-only root, health checks, size) is issue 13 of the tracker.

FROM python:3.13-slim AS build
RUN python -m venv /opt/aether
COPY requirements/runtime.lock /build/requirements/
RUN /opt/aether/bin/pip install --no-cache-dir --no-deps --require-hashes -r /build/requirements/runtime.lock
COPY pyproject.toml README.md LICENSE /build/
COPY aether /build/aether
COPY api /build/api
COPY graph /build/graph
COPY mirror /build/mirror
COPY parsing /build/parsing
COPY store /build/store
COPY tasks /build/tasks
COPY webhook /build/webhook
RUN /opt/aether/bin/pip install --no-cache-dir --no-deps --no-build-isolation /build

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/aether --uid 10001 aether
COPY --from=build /opt/aether /opt/aether
ENV PATH=/opt/aether/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AETHER_DATA_DIR=/var/lib/aether
USER aether
WORKDIR /var/lib/aether
VOLUME /var/lib/aether
EXPOSE 8080
ENTRYPOINT ["aether"]
CMD ["up", "--host", "0.0.0.0"]
