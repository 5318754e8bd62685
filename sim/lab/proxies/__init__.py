"""Goals that outlive their reason: evolution put proxies into brains, then the world changed.

Imports ``sim.pictures``, ``sim.analysis`` and what lies below. Start at ``lab.py`` for what is
asked, at ``life.py`` for the organisms.
"""
