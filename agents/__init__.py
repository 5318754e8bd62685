"""Executives, candidates and shareholders: goals, and how each of them decides.

Imports ``incentives`` and nothing of ``sim``. Start at ``goals.py`` (what executives want), then
``problem.py`` (what they face in a quarter) and ``response.py`` (what they do about it);
``cognition/`` holds the ways to decide, ``selection/`` base optimizers, ``numerics/`` the ground.
"""
