"""Other people's calculators and tables, reimplemented exactly, their faults included.

The planner shows them beside its own numbers, so that a reader sees why they differ.
"""
