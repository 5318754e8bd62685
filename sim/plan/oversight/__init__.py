"""What oversight promises: audit rates, bars and calendars of all parts of a package together.

It imports ``sim.scenario`` and what lies below; plans and quarters both ask it. Start at
``combined.py``.
"""
