"""What schemes promise: expected pay, deferred pay, pay on beliefs, contests and menus.

Read by the rest of ``sim.plan``; imports ``sim.hiring`` and what lies below. Start at
``expected.py``.
"""
