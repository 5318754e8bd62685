"""The page Sweep: ask a question, watch it being answered, read the answer, keep it.

``places`` says where studies are, ``seen`` what is known of one; on these stand ``pictures`` and
``files``, and on them ``ask``, ``watch``, ``read`` and ``keep``; ``asked`` is a question in the
address. ``dashboards/pages/sweep.py`` lays them out.
Imports the rest of ``dashboards`` but its pages, and ``sim``. Start at ``read.py``.
"""
