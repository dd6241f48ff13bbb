"""The tree that a network guides: what all players and trainings with one share."""
