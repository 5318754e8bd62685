"""The parts of the page *Hiring*: three controls, the gates, and what is found there.

Imports ``sim.diagnosis`` and what lies below, and of the dashboard nothing above controls and
words. Start at ``telling.py``.
"""
