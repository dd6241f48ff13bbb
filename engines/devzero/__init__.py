"""What reading, mapping and overwriting with /dev/zero really does, measured."""
