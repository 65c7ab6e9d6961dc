"""The captures on disk: WARC records, the files that hold them, and the recorder that writes them."""
