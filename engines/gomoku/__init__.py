"""Gomoku: rules, search, players, and the protocol that other programs play it by."""
