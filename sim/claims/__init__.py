"""Claims, and whether they survive other parameters: paired comparisons, held against draws.

Start at ``robustness.py: examine``; the claims are data (``claims.yaml``), with the ranges of the
background. It may import studies and analysis; the command and the pages read it.
"""
