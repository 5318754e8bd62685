"""What oversight promises: audit rates, bars and calendars of all parts of a package together.

Asked by plans and by quarters; imports ``sim.scenario`` and what lies below. Start at
``combined.py``.
"""
