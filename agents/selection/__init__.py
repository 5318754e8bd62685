"""Base optimizers: what selects policies, by what they return on levels and by nothing else.

Three of them, at equal budgets, and three objectives of selection. They know weights and returns,
not what they are weights of. Imports ``incentives``; knows no lab. Start at ``optimizers.py``,
then ``objectives.py``.
"""
