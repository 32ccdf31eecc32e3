"""Monitored news subjects: their definitions and how they are read from `topics.yaml`."""
