UPDATE lexicon_terms SET is_active = false WHERE is_active
