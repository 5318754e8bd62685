"""The ten steps of a quarter, one file per step, over the arrays of ``state.py``.

In the order in which ``sim/world/worlds.py`` calls them: ``luck.py`` and ``oversight.py`` (1),
``prospects.py``, ``problems.py`` and ``effort.py`` (2), ``production.py`` (3 and 4),
``metrics.py`` and ``awards.py`` (what is paid for), ``settle.py`` (5 to 9: ``pay.py``,
``beliefs.py``, ``audits.py``, ``exits.py``, ``accounts.py``), ``recruiting.py`` and
``labour_market.py`` (10).
Where a modeller decides instead: ``decisions.py``, ``effects.py``. ``kernels.py`` lists what every
quarter calls, ``blocks.py`` is the workspace of steps 3 to 9, ``ledger.py`` has the books. In
kernels ``w`` is a world, ``i`` a firm's row, ``p`` one of the plans, ``e`` an executive's, ``s`` a
scheme, ``j`` a task. Imports ``sim.plan`` and what lies below. Start at ``state.py``, then
``segment.py`` and ``batch.py``.
"""
