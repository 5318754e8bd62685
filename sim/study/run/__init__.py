"""Who plays the cells of a study: in this process, in workers, or in the background.

Imports ``sim.study.store``, ``sim.tables`` and what lies below. Start at ``runner.py``.
"""
