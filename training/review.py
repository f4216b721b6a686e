"""How often a school confirms a published course, and what happens to one that it does not: all figures are here."""

# After so many months without a word from the school a course is to be confirmed; a kind of offer may say otherwise.
REVIEW_MONTHS = 12
# Then it stays in the catalogue for so many days, and is hidden.
HIDE_AFTER_DAYS = 60
# The school is told when so many days are left.
TELL_DAYS_LEFT = (60, 14)
