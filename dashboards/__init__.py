"""Streamlit pages that read and start studies; no model logic.

Imports ``sim``, and nothing imports it. Start at ``app.py``; each page is a file in ``pages/``.
"""
