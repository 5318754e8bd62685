"""The folder of a study: its manifest, parts, tables, and what it says when it is damaged.

Imports ``sim.study.design``, ``sim.analysis`` and what lies below, and no runner. Start at
``study.py``.
"""
