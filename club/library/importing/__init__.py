"""Catalogues of partners brought into the library: read, checked line by line, then written by the worker."""
