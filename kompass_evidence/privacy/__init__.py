"""Finds personal data in what was handed in, and masks it in what is handed on."""
