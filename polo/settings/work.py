"""Settings of job openings and of the selections that follow. From the environment, as the rest (docs/deploy.md)."""

import os

# Directive EU 2023/970, article 5: pay and collective agreement in every advertisement. "0" where no law asks it.
OPENING_PAY_REQUIRED = os.environ.get("OPENING_PAY_REQUIRED", "1") != "0"
# Who is authorised to bring people and firms together (article 6 of D.Lgs. 276/2003): shown on the public page.
INTERMEDIARY_SUBJECT = os.environ.get("INTERMEDIARY_SUBJECT", "")
INTERMEDIARY_AUTHORISATION = os.environ.get("INTERMEDIARY_AUTHORISATION", "")
INTERMEDIARY_LEGAL_REPRESENTATIVE = os.environ.get("INTERMEDIARY_LEGAL_REPRESENTATIVE", "")
# Days: in which a person answers a firm, in which a firm answers a yes, for which names are open after a yes.
INTEREST_ANSWER_DAYS = int(os.environ.get("INTEREST_ANSWER_DAYS", "14"))
INTEREST_FIRM_DAYS = int(os.environ.get("INTEREST_FIRM_DAYS", "7"))
INTEREST_ACCESS_DAYS = int(os.environ.get("INTEREST_ACCESS_DAYS", "60"))

# Lists of candidates from arrays in memory, for more than 100,000 people (recruitment/matching/accelerator.py).
MATCHING_ACCELERATOR = os.environ.get("MATCHING_ACCELERATOR", "") == "1"
