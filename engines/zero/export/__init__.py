"""A plan as files that other programs run: DeepSpeed, PyTorch's FSDP2, accelerate, launchers.

Each format is one module of text and plain data; formats.py knows them all.
"""
