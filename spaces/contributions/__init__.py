"""Contributions of members: proposed spaces and reported changes. A person decides on each."""
