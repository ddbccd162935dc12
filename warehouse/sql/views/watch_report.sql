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
COMMENT ON COLUMN watch_report.watch IS 'Name of the watchlist.';
COMMENT ON COLUMN watch_report.found_at IS 'When it was found.';
COMMENT ON COLUMN watch_report.run_id IS 'The run that found it.';
COMMENT ON COLUMN watch_report.article_id IS 'The article.';
COMMENT ON COLUMN watch_report.source_id IS 'The outlet.';
COMMENT ON COLUMN watch_report.published_at IS 'When it was published.';
COMMENT ON COLUMN watch_report.title IS 'Title as published.';
COMMENT ON COLUMN watch_report.canonical_url IS 'Its address.';
COMMENT ON COLUMN watch_report.language IS 'Language of the sentence found.';
COMMENT ON COLUMN watch_report.origin IS 'source: the publisher wrote the words; machine or human: a translation has them.';
COMMENT ON COLUMN watch_report.phrase IS 'The phrase of the watchlist.';
COMMENT ON COLUMN watch_report.form IS 'The words as they stand there, folded.';
COMMENT ON COLUMN watch_report.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN watch_report.segment_index IS 'Sentence in the paragraph.';
COMMENT ON COLUMN watch_report.text_en IS 'The sentence in English.';
COMMENT ON COLUMN watch_report.text_uk IS 'The sentence in Ukrainian.';
COMMENT ON COLUMN watch_report.text_ru IS 'The sentence in Russian.';
