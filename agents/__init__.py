"""Executives, candidates and shareholders: goals, and how each of them decides.

Imports ``incentives`` and nothing of ``sim``. Start at ``goals.py`` (what executives want), then
``response.py`` (what they do about it); ``cognition/`` holds the ways to decide, ``numerics/`` the
ground.
"""
