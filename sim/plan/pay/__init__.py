"""What schemes promise: expected pay, deferred pay, pay on beliefs, contests and menus.

It imports ``sim.scenario`` and what lies below, and is read by the rest of ``sim.plan.plan``. Start at
``expected.py``.
"""
