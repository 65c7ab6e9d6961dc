"""Search behind `archive.zh` and `archive.find`: folding, the query, its index expressions, columns in memory, marks."""
