"""Run the command line as ``python -m counterflow``."""

from counterflow.serve.cli.main import main

if __name__ == "__main__":
    main()
