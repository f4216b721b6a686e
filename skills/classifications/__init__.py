"""Codes of public classifications as their publishers give them: read here, written by services.classifications."""
