"""What leaves the archive: one document in a form for readers, many as ZIP, CSV, JSON lines, Parquet, SQLite or WACZ, and nightly dumps."""
