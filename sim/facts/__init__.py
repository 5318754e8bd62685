"""Published facts about chief executives, and field experiments, against simulation.

Imports ``sim.study`` and what lies below. Start at ``catalogue.py``, then
``moments.py``: every fact is one function of tables. ``calibrate.py`` is how the preset
``us-listed`` was found.
"""
