"""The console: it draws what the engines compute, and computes nothing that takes long itself."""
