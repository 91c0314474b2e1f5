"""The page on which the office reads and rewords every message. It is served on loopback only."""
