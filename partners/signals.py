"""What the apps above must know of the consortium.

Sent inside the transaction of the fact, not after: a partner never is out while its applicants still wait.
"""

from django.dispatch import Signal

# A partner is FORMER from now on: `partner`, `by` (who confirmed the leave), `reason`. Each app closes its own things.
partner_left = Signal()
