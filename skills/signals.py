"""What the vocabulary tells the apps above it."""

from django.dispatch import Signal

# Sent after the commit of a change to many terms: names, hierarchy or links. No arguments.
vocabulary_changed = Signal()
