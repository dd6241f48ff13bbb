"""The functions of the formula language on whole arrays: axis 0 is time."""
