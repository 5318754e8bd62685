"""Keys and chests: chests are wanted, keys only open them; what is collected once keys abound?

Imports ``sim.pictures``, ``sim.analysis``, ``sim.observers`` and the shared files of ``sim.lab``;
no other lab. Start at ``lab.py``, then ``boards.py`` and ``collecting.py``.
"""
