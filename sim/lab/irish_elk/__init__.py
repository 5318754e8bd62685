"""The Irish elk: mates select antlers, and antlers may take the herd with them.

Imports ``sim.pictures``, ``sim.analysis`` and what lies below. Start at ``lab.py`` for what is
asked, at ``herd.py`` for the animals; ``limits.py`` has what theory says of them.
"""
