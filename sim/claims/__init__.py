"""Claims, and whether they survive other parameters: paired comparisons, held against draws.

Imports ``sim.study``, ``sim.analysis`` and what lies below. Start at ``robustness.py: examine``;
the claims are data (``claims.yaml``), with the ranges of what is drawn.
"""
