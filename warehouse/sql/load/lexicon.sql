-- A phrase that the lexicon no longer has is kept, inactive: hits name it.
MERGE INTO lexicon_terms AS stored USING staged ON stored.term_id = staged.term_id
WHEN MATCHED AND NOT stored.is_active THEN UPDATE SET is_active = true
WHEN NOT MATCHED BY TARGET THEN
    INSERT (term_id, concept, variant, language, phrase, is_active)
    VALUES (staged.term_id, staged.concept, staged.variant, staged.language, staged.phrase, true)
WHEN NOT MATCHED BY SOURCE AND stored.is_active THEN UPDATE SET is_active = false
