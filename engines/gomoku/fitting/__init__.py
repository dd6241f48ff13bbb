"""Weights from the results of games against itself."""
