"""One self-contained page that answers a study's question, and one to explore its cells.

Imports ``sim.study``, ``sim.analysis``, ``sim.pictures`` and what lies below. Start at
``report.py``; the sentences are in ``verdicts.py``. ``explore.py`` makes the other page.
"""
