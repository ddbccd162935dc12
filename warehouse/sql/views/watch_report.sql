CREATE VIEW watch_report AS
SELECT
    watch_hits.watch, watch_hits.found_at, watch_hits.run_id, articles.article_id, articles.source_id,
    articles.published_at, articles.title, articles.canonical_url, watch_hits.language, watch_hits.origin,
    watch_hits.phrase, watch_hits.form, watch_hits.paragraph_index, watch_hits.segment_index, aligned.text_en,
    aligned.text_uk, aligned.text_ru
FROM watch_hits
JOIN articles ON articles.article_id = watch_hits.article_id
LEFT JOIN aligned_segments AS aligned
    ON aligned.article_id = watch_hits.article_id AND aligned.paragraph_index = watch_hits.paragraph_index
    AND aligned.segment_index = watch_hits.segment_index;
COMMENT ON VIEW watch_report IS 'What the watchlists of the configuration found, newest runs last: the sentence in three languages. origin says whether the publisher wrote the words or a translation has them.';
