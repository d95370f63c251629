"""What the desk keeps: editors and how they sign in, and the log of what they did."""
