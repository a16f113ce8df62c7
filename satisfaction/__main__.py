"""``python -m satisfaction``, where the command is not on the search path."""

from satisfaction.cli.main import main

if __name__ == "__main__":
    main()
