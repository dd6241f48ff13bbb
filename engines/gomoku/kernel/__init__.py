"""The search: as a specification in Python, and again in C."""
