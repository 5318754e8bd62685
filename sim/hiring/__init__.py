"""Applicants and what filters see of them: signals, gaming, inquiries, the pipeline.

Used by plans, which rehearse hiring, and by quarters, which do it. Imports ``sim.scenario`` and
what lies below. Start at ``applicants.py``; ``pipeline.py`` says who takes which filter.
"""
