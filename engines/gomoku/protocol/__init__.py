"""The Gomocup protocol: ours as an engine, and others' engines as players."""
