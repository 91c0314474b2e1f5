"""The words page: every message with sample values, to be read and reworded. Served on loopback only."""
