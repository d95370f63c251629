"""The only room that knows tables and SQL; everything that must be remembered passes here.

Values of the model come in and go out. Decides nothing: what it compiles to SQL
are rules that stand in the model.
"""
