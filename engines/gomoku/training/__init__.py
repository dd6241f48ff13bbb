"""How a network learns: from the kernel's games, and from its own."""
