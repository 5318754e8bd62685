"""The ten steps of a quarter, one file per step, over the arrays of ``state.py``.

In the order in which ``sim/world/worlds.py`` calls them: ``luck.py`` and ``oversight.py`` (1),
``problems.py`` and ``effort.py`` (2), ``production.py`` (3 and 4), ``metrics.py`` and
``awards.py`` (what is paid for), ``settle.py`` (5 to 9: ``pay.py``, ``beliefs.py``,
``audits.py``, ``exits.py``, ``accounts.py``), ``recruiting.py`` and ``labour_market.py`` (10).
``kernels.py`` lists the kernels that every quarter calls; ``blocks.py`` is the workspace of steps 3
to 9; in ``decisions.py`` a modeller takes decisions over. In kernels ``w`` is a world, ``i`` a row
of firms, ``p`` of plans, ``e`` of executives, ``s`` a scheme and ``j`` a task. Imports ``sim.plan``
and what lies below. Start at ``state.py``, then ``batch.py``.
"""
