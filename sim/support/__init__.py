"""What is said to people and kept for them.

Wrong input in one sentence (``inputs.py``), progress, faults, numbers in words, and whether the
installation is whole. It knows nothing of the model and imports ``incentives`` only; everybody may
use it. Start at ``inputs.py``.
"""
