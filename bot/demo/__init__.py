"""A made-up university to try everything on: its people, its wishes, its postings."""
