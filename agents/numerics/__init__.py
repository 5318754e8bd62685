"""The ground: compiled kernels, the normal distribution, addressed random draws, memory.

How kernels are compiled and kept (``compile.py``, ``digests.py``), the normal distribution
(``normal.py``), random draws that belong to an address (``draws.py``), and where arrays lie
(``memory.py``). It knows nothing of the model and imports only ``incentives.arrays``; everything
above may use it. Start at ``compile.py``.
"""
