"""Games that are played in a window or in the terminal, and the cabinet that they stand in."""
