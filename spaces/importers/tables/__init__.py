"""Tables of any origin: read row by row, their headings mapped to the columns that we know."""
