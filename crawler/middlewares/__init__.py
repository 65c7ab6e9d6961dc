"""Downloader middlewares: who may be asked, robots.txt, redirects, decompression, retries."""
