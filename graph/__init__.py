"""Hamkor: a knowledge graph of partners, people, agreements and forms of cooperation."""

__all__ = ["__version__"]

__version__ = "0.1.0"
