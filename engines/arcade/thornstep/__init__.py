"""Thornstep: a platformer of 24 rooms and three bosses, in which every touch is the last one."""
