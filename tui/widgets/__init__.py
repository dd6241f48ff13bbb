"""What every tab draws with: one look, decided once."""
