"""Academy: a small local language model that knows your documents."""

__version__ = "0.1.0"
