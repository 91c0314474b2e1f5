"""The page of templates: the office reads and rewords every message with sample values. The page is served on loopback
only."""
