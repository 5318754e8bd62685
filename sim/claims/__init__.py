"""Claims, and whether they survive other parameters: held against draws.

A claim compares two scenarios of the same luck, or is about where the value went in one
(``attributed.py``). Imports ``sim.study``, ``sim.diagnosis``, ``sim.analysis`` and what lies below.
Start at ``robustness.py: examine``; the claims are data (``claims.yaml``), with the ranges of what
is drawn.
"""
