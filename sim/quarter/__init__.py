"""The ten steps of a quarter, over the arrays of ``state.py``.

One file per step, in the order in which ``sim/world/worlds.py`` calls them: ``luck.py`` and
``oversight.py`` (1), ``problems.py`` and ``effort.py`` (2), ``production.py`` (3 and 4),
``settle.py`` with ``metrics.py``, ``awards.py``, ``pay.py``, ``accounts.py``, ``beliefs.py``,
``audits.py`` and ``exits.py`` (5 to 9), ``recruiting.py`` and ``labour_market.py`` (10). It imports
``sim.plan.plan`` and what lies below. Start at ``state.py``, then ``batch.py``.
"""
