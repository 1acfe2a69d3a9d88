"""Lets `python -m kompass_evidence` do what `kompass` does."""

from kompass_evidence.cli.main import main

main()
