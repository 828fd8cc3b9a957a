"""What members add: spaces they suggest, and changes they report. A person decides on each."""
