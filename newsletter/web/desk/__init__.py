"""The pages of the desk: one module for each subject, and the door that guards them."""
