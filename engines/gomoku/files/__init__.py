"""Games in files: SGF and PSQ."""
