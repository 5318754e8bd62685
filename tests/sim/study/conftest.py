"""Makes ``fakecore`` and ``worlds`` importable here and in worker processes."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
