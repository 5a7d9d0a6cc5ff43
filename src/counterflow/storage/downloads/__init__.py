"""Take one file from an address on the network; whoever answers there is not trusted."""
