"""Games between players, and what they prove."""
