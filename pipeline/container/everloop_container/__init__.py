"""Everloop's ML container: prepare, train, evaluate, serve."""
