class BusinessRuleError(Exception):
    """What was asked is permitted to this person but refused by a rule of the trade.

    The message is in the user's language and says what to do; views show it next to the form.
    """
