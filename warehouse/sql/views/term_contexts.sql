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
COMMENT ON COLUMN term_contexts.concept IS 'What is named.';
COMMENT ON COLUMN term_contexts.variant IS 'Which way of naming it.';
COMMENT ON COLUMN term_contexts.phrase IS 'The phrase of the lexicon.';
COMMENT ON COLUMN term_contexts.form IS 'The words as they stand there, folded.';
COMMENT ON COLUMN term_contexts.language IS 'Language of the text.';
COMMENT ON COLUMN term_contexts.source_id IS 'The outlet.';
COMMENT ON COLUMN term_contexts.article_id IS 'The article.';
COMMENT ON COLUMN term_contexts.published_at IS 'When it was published.';
COMMENT ON COLUMN term_contexts.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN term_contexts.segment_index IS 'Sentence in the paragraph.';
COMMENT ON COLUMN term_contexts.text_en IS 'The sentence in English: the original or our translation.';
COMMENT ON COLUMN term_contexts.text_uk IS 'The same in Ukrainian.';
COMMENT ON COLUMN term_contexts.text_ru IS 'The same in Russian.';
