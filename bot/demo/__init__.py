"""A made-up university for the demo: its people, their wishes, and its postings."""
