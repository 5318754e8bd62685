"""Field experiments: one lever was moved in the field, and the same lever is moved here.

A module each, with the published numbers, the lever and what is measured. Imports
``sim.analysis`` and what lies below. Start at ``base.py``, then ``olken.py``; ``catalogue.py``
lists them.
"""
