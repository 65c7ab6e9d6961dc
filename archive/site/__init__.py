"""The public site: a Datasette plugin whose pages, feeds and files are our own."""
