"""`python -m agents.vectors.make_means`: writes the means that ship, by the embedder in use."""

from __future__ import annotations

from agents.vectors.choose import new_embedder
from agents.vectors.means import SHIPPED, make_means, write_means
from streams.errors import ConfigError
from streams.settings import read_settings


def main() -> None:
    """Writes the file that ships."""
    embedder = new_embedder(read_settings())
    if embedder is None:
        raise ConfigError("WIREWATCH_EMBEDDER", "", "without an embedder there are no means")
    write_means(make_means(embedder), SHIPPED)


if __name__ == "__main__":
    main()
