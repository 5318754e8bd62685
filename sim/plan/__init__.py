"""What can be known before anybody moves: the fixed point of pay, oversight, effort and seats.

A plan belongs to one scenario, package, level of monitoring and regime. Imports ``sim.hiring`` and
what lies below; knows nothing of quarters. Start at ``solve.py``; ``pay/`` and ``oversight/`` hold
what schemes and oversight promise, ``plan.py`` what is kept.
"""
