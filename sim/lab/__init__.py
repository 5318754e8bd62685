"""The analogy lab: the same failure in a maze, among keys, in a herd and in a firm.

Every lab is a package of its own: its world's rules, the policies in it, what is asked and how it
looks. What selects policies is shared (``selection/``), and so is the judgement: quadrants and
malign generalization of ``sim.observers.quadrants``, the same as of executives. Imports
``sim.study``, ``sim.pictures``, ``sim.analysis`` and what lies below; no lab imports another.
Start at ``base.py``, then ``red_doors/``.
"""
