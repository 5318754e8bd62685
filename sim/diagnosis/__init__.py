"""Why shareholders get less than they could.

``attribution/`` says where the value went, ``robustness/`` what fails after a shift, ``deception/``
what is done unwatched, ``hiring/`` what filters let through. Imports ``sim.analysis``,
``sim.pictures`` and what lies below. Start at ``attribution/attribution.py``.
"""
