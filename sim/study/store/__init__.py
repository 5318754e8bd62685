"""The folder of a study: its manifest, parts, tables, and what it says when it is damaged.

Imports the experiment and ``sim.tables``, and no runner. Start at ``study.py``.
"""
