"""The same functions bar by bar: what a live feed asks for."""
