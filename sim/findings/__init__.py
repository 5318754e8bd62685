"""Findings: every number, table and picture in README and docs that comes out of a simulation.

It may import everything but the API, the report and the commands. Start in ``page.py``: a page has
marks, and a module here, named after it, says what stands between them and which of the page's
sentences must hold. ``python -m sim.findings`` (``make findings``) writes them.
"""
