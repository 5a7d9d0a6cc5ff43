"""The review console: pages made on the server, which read and decide with scripts off."""
