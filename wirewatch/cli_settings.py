"""The settings of a command, and what it logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.settings import Settings


def settings_of(role: str) -> Settings:
    """Reads the settings and starts logging under the name of a role.

    Raises:
        ConfigError: a setting is wrong.
    """
    # Here, so that help and completion are quick.
    from streams.logs import configure_logging  # noqa: PLC0415
    from streams.settings import read_settings  # noqa: PLC0415

    settings = read_settings()
    configure_logging(settings, role=role)
    return settings
