"""Rates of change: the indicator, the formula language it is written in, signals, and a market."""
