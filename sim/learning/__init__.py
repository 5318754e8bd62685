"""Boards that learn: firm by firm, packages change between quarters.

It says which firm has which package, and the loop in ``sim/world`` plays. The rules are in
``imitation.py``, what they come to in simple cases in ``limits.py``, what boards compare in
``results.py``. Imports ``sim.quarter`` and what lies below. Start at ``learner.py``.
"""
