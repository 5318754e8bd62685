"""Firms and pay of one's own: a CSV or Parquet file, read and checked cell by cell.

Which column says what (``columns.py``), what is in the file (``content.py``), what a cell says
(``values.py``), and the firms that its rows come to (``reading.py``, ``years.py``). Imports
``sim.support`` and ``incentives``; neither Numba nor pandas, because scenarios are validated by it.
Start at ``reading.py``.
"""
