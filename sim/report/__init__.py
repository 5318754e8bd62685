"""One self-contained page that answers a study's question.

Imports ``sim.study``, ``sim.analysis`` and ``sim.pictures``. Start at ``report.py``; the sentences
are in ``verdicts.py``.
"""
