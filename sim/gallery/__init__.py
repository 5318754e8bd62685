"""Every part of a governance package with its formula and a picture: docs/gallery.md.

Imports ``sim.tables``, ``sim.pictures`` and what lies below. Start at ``document.py``.
"""
