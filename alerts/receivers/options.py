"""What a receiver can be told in `alerts.yaml`, and which of it is secret.

A secret can always come from a file: `url_file: ../secrets/slack_url` in place of `url: …`.
`alerts.config` reads the file, so no kind has to know of it.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from alerts.times import Duration
from streams.http import HttpError, vetted


def _web_address(value: SecretStr) -> SecretStr:
    try:
        vetted(value.get_secret_value())
    except HttpError:
        raise ValueError("is no http or https address") from None
    return value


def one_a_line(value: Any) -> Any:
    """A file holds one value a line."""
    if not isinstance(value, str):
        return value
    return [line.strip() for line in value.splitlines() if line.strip()]


SecretUrl = Annotated[SecretStr, AfterValidator(_web_address)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(one_a_line)]


class Options(BaseModel):
    """What every kind can be told; nothing given means the kind's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    maximal_age: Duration | None = Field(None, description="An older alert is dead")
    concurrency: int | None = Field(
        None, ge=1, le=64, description="Attempts at a time, each of another story"
    )
    per_second: float | None = Field(None, gt=0, le=1000, description="Most attempts a second")


class Addressed(Options):
    """Options of a receiver whose address is all that it needs; whoever knows it can post."""

    url: SecretUrl


def secret_fields(options: type[Options]) -> frozenset[str]:
    """The fields that are secrets: each can be given as `<field>_file` in its place."""
    fields = options.model_fields
    return frozenset(name for name in fields if _holds_secret(fields[name].annotation))


def _holds_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_holds_secret, get_args(annotation)))
