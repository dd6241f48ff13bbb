"""Podline: five lanes of a garden, a pod launcher, helper plants, and what comes to eat it all."""
