"""Evidence for Kommunkompassen: documents and web pages in, an evidence pack out."""

__version__ = "0.1.0"
