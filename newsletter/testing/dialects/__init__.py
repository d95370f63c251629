"""How each provider that the sandbox can be reads a call and answers it, a module each."""
