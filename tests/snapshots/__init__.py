"""What the console looks like. After a change that was meant:

    .venv/bin/python -m pytest tests/snapshots --update-goldens

and then read the difference: every row that changed is in it.
"""
