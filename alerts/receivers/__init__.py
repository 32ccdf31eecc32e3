"""One module per kind of receiver; each owns its payload and how a reply is read."""
