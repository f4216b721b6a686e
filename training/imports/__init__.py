"""Courses out of files of others: which columns there may be, what their cells mean, what would change."""
