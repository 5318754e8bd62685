"""What a study asks: levers, the design that chooses points of them, and the experiment.

Start at ``experiment.py``. ``levers.py`` says what varies, ``sampling.py`` how it is sampled,
``points.py`` holds the points with typed coordinates, ``rules.py`` leaves some of them out. Imports
``sim.analysis``, ``sim.tables``, ``sim.scenario``, ``sim.support`` and ``incentives``.
"""
