"""A folder of screenshots for a person to look through: every block, mail and page in every view."""
