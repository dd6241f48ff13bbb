"""The machine the console runs on, as its kernel describes it."""
