"""One module per page of the site: what it asks the archive and what it hands to its template."""
