from skills.selectors.correspondence import Corresponding, corresponding, in_words
from skills.selectors.search import Found, concepts_named, concepts_search
from skills.selectors.vocabulary import Vocabulary

__all__ = ["Corresponding", "Found", "Vocabulary", "concepts_named", "concepts_search", "corresponding", "in_words"]
