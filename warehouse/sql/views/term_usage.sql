CREATE VIEW term_usage AS
SELECT
    lexicon_terms.concept, lexicon_terms.variant, articles.language, articles.source_id, sources.country,
    CAST(articles.published_at AT TIME ZONE 'UTC' AS DATE) AS day,
    count(*) AS hits,
    count(DISTINCT articles.article_id) AS articles
FROM term_hits
JOIN lexicon_terms ON lexicon_terms.term_id = term_hits.term_id AND lexicon_terms.is_active
JOIN articles ON articles.article_id = term_hits.article_id AND articles.revision_no = term_hits.revision_no
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE articles.duplicate_of IS NULL
GROUP BY ALL;
COMMENT ON VIEW term_usage IS 'How often each variant of a contested concept stands in what publishers wrote, by language, outlet, country and UTC day (NULL: undated). Near-duplicates are left out; translations are never counted.';
COMMENT ON COLUMN term_usage.concept IS 'What is named.';
COMMENT ON COLUMN term_usage.variant IS 'Which way of naming it.';
COMMENT ON COLUMN term_usage.language IS 'Language of the text.';
COMMENT ON COLUMN term_usage.source_id IS 'The outlet.';
COMMENT ON COLUMN term_usage.country IS 'Its country.';
COMMENT ON COLUMN term_usage.day IS 'UTC day of publication; NULL: undated.';
COMMENT ON COLUMN term_usage.hits IS 'How often it stands there.';
COMMENT ON COLUMN term_usage.articles IS 'In how many articles.';
