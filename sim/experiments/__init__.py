"""The named questions: a YAML file each, and a module where the answer has numbers of its own.

An experiment with ``findings`` is settled by ``settling.py`` and stored under ``results/``. Imports
``sim.claims``, ``sim.study``, ``sim.diagnosis`` and what lies below. Start at ``headline.yaml``; a
module has the name of its YAML file, and makes the table and the picture of its page in ``docs/``.
"""
