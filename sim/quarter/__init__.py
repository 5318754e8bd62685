"""The ten steps of a quarter, one file per step, over the arrays of ``state.py``.

In the order in which ``sim/world/worlds.py`` calls them: ``luck.py`` and ``oversight.py`` (1),
``prospects.py``, ``problems.py`` and ``effort.py`` (2), ``production.py`` (3 and 4),
``metrics.py`` and ``awards.py`` (what is paid for), ``settle.py`` (5 to 9: ``pay.py``, ``beliefs.py``,
``audits.py``, ``exits.py``, ``accounts.py``), ``recruiting.py`` and ``labour_market.py`` (10).
Imports ``sim.plan`` and what lies below. Start at ``state.py``, then ``batch.py``.
"""
