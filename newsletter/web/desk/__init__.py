"""The pages of the desk, one module per subject, and the door for access control."""
