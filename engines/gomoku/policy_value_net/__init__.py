"""The network that tells where to look and who stands better, and how its weights are kept."""
