"""Mazes that labs play in: drawn from uniforms, with distances and lines of sight as tables.

Imports ``agents.numerics`` and ``incentives``; knows no lab. Start at ``carving.py``.
"""
