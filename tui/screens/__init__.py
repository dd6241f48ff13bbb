"""What opens over the tabs."""
