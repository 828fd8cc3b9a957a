"""Maps: clusters by the server, and a drawing of them that needs no script."""
