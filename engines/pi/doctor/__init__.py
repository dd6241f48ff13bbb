"""What may be wrong with a machine, looked for without changing anything and without root."""
