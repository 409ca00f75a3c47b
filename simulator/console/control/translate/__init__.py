"""The control API's words for the domain's, both ways; a module for each kind of thing."""
