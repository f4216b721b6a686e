"""What the apps above learn about a person who goes. Sent inside the transaction: all of it is done, or nothing.

Receivers stand in their `receivers.py`, take `person` (and `by`), call a service, and may refuse with
`BusinessRuleError`: then nothing happens and the person reads why.
"""

from django.dispatch import Signal

# The person asks to be erased: may they? Also the moment to take them out of what others find (matching).
erasure_requested = Signal()
# The account is about to be erased: close what is open, tell the other side.
person_leaving = Signal()
# A consent is taken back on the page of consents, or has run out: `purpose` says which; or a guardian took back the
# yes to a minor's taking part, and `purpose` is GUARDIAN.
consent_withdrawn = Signal()
GUARDIAN = "GUARDIAN"
