"""The door for programs that speak the Model Context Protocol: tools that only read."""
