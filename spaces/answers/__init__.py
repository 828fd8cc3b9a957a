"""What readers of the page of a space answer, with an account or without one."""
