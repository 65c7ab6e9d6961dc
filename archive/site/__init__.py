"""The public site: a Datasette plugin whose pages, feeds and files are our own."""

PLUGIN = "fazhi-archive"
"""The key of the site's settings under `plugins` in metadata.yml."""
