"""`python -m hipcheck.cli` is `hipway`."""

from hipcheck.cli import main

if __name__ == "__main__":
    main()
