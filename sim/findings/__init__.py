"""Findings: every number, table and picture in README and docs that comes out of a simulation.

A page has marks, and a module here, named after it, says what stands between them, which of the
page's sentences must hold, and which pictures it shows; ``python -m sim.findings`` (``make
findings``) writes all of them. Imports ``sim.experiments``, ``sim.checks``, ``sim.replication``,
``sim.gallery`` and what lies below. Start at ``page.py``.
"""
