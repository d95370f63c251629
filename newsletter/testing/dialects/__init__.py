"""The providers that the sandbox can imitate, one module each."""
