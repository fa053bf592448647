"""``python -m tracking``: the command ``tracking``."""

from tracking.cli import main

if __name__ == "__main__":
    main()
