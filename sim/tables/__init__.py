"""From a scenario to tables: ``simulate``, and every column with its unit and meaning.

Imports ``sim.observers``, ``sim.world`` and what lies below. Start at ``simulate.py``; what a
column means is in ``columns.py``, how it is read off the arrays in ``from_state.py``.
"""
