"""The formula language of 通达信: from its source to a program, and a program on data."""
