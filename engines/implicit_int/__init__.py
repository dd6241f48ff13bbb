"""Where C source leaves out a type and means `int`: found without a compiler, and mended."""
