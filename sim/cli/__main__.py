"""``python -m sim.cli``: the command where its script is not on the path."""

from sim.cli.main import main

main()
