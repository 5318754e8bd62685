"""Applicants and what filters see of them: signals, gaming, inquiries, the pipeline.

Plans rehearse hiring, and quarters do it; both use this package. It imports ``sim.scenario`` and
what lies below. Start at ``applicants.py``; ``pipeline.py`` says who takes which filter.
"""
