"""Where bars come from: files of 通达信, CSV, Parquet, and ticks."""
