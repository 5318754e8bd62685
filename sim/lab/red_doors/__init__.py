"""Red doors: reach a door, or reach something red? In training the two are the same.

Imports ``sim.pictures``, ``sim.analysis``, ``sim.observers`` and the shared files of ``sim.lab``;
no other lab. Start at ``lab.py``, then ``levels.py`` and ``playing.py``.
"""
