"""``python -m graph.cli`` is the command ``hamkor``."""

from .group import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
