"""Logging for people or machines: structlog, with the libraries' own records in the same shape."""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from streams.settings import Settings

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Their debug and info records cost a seventh of a worker's CPU time and tell a user nothing.
# Faust's services log under the name of the module that subclasses them.
_QUIET = ("faust", "aiokafka", "mode", "httpx", "httpcore", "alembic", "streams.faust_private")


def logging_config(settings: Settings) -> dict[str, Any]:
    """The `logging.config.dictConfig` dictionary; Faust takes the same one."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    _renderer(settings),
                ],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "structlog",
            }
        },
        "root": {"handlers": ["stderr"], "level": settings.log_level},
        "loggers": {name: {"level": "WARNING"} for name in _QUIET},
    }


def configure_logging(settings: Settings, **context: str) -> None:
    """Sets logging up for this process; `context` stands in every record."""
    logging.config.dictConfig(logging_config(settings))
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(**context)


def _renderer(settings: Settings) -> Any:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer()
    # The prettier tracebacks show the values of variables, secrets among them.
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
