"""Communes beside their identity: those that are alike, and the project that each one tells."""
