"""Organisations brought into the directory from a table: matched by number then by name, checked, written."""
