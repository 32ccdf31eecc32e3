"""`python -m wirewatch`: the same as the `wirewatch` command."""

from __future__ import annotations

from wirewatch.cli import main

if __name__ == "__main__":
    main()
