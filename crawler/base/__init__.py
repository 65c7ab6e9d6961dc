"""What all CMS families share: addresses, list reading, pagers, the choice of entries, fault classes."""
