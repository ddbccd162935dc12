CREATE VIEW term_contexts AS
SELECT
    lexicon_terms.concept, lexicon_terms.variant, lexicon_terms.phrase, term_hits.form, term_hits.language,
    articles.source_id, articles.article_id, articles.published_at, term_hits.paragraph_index,
    term_hits.segment_index, aligned.text_en, aligned.text_uk, aligned.text_ru
FROM term_hits
JOIN lexicon_terms ON lexicon_terms.term_id = term_hits.term_id AND lexicon_terms.is_active
JOIN articles ON articles.article_id = term_hits.article_id AND articles.revision_no = term_hits.revision_no
LEFT JOIN aligned_segments AS aligned
    ON aligned.article_id = term_hits.article_id AND aligned.paragraph_index = term_hits.paragraph_index
    AND aligned.segment_index = term_hits.segment_index;
COMMENT ON VIEW term_contexts IS 'The sentences that the counts of term_usage come from, with our translations beside them. Found in what publishers wrote; the text in its own language is the original.';
