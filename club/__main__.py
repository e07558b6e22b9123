"""`python -m club …` is the same as `club …`."""

from club.cli import main

main()
