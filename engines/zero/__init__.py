"""ZeRO: what training a model costs in memory, traffic and time, and which stage makes it fit.

Plain arithmetic, exact to the papers; nothing here imports torch or numpy.
"""
