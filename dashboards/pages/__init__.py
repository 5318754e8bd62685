"""One page of the dashboard per file, with a function ``page`` that draws it.

Imports the rest of ``dashboards`` and ``sim``. Start at ``boardroom.py``.
"""
