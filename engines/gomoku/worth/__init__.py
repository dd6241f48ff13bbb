"""What patterns on the lines of a point make of it, and what that is worth."""
