"""What all ways out have in common: calls over HTTP, the meaning of answers, merging, events.

No module here is a provider; a provider is one module in the folder above.
"""
