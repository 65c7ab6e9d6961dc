"""A first look at portals that have no file yet: few polite requests, the columns that may hold reports, a portal file to check."""
