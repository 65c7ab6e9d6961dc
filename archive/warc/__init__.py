"""The captures on disk: WARC records, the files that hold them, and what codes their bytes."""
