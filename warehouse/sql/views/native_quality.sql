CREATE VIEW native_quality AS
SELECT
    native_scores.pair, native_scores.engine, native_scores.package_name, native_scores.package_version,
    native_scores.is_demo, articles.source_id,
    count(*) AS articles,
    CAST(sum(native_scores.sentences) AS BIGINT) AS sentences,
    round(avg(native_scores.title_chrf), 1) AS title_chrf,
    round(avg(native_scores.text_chrf), 1) AS text_chrf,
    round(100.0 * sum(native_scores.flagged) / sum(native_scores.sentences), 1) AS percent_flagged
FROM native_scores
JOIN articles ON articles.article_id = native_scores.article_id
GROUP BY ALL;
COMMENT ON VIEW native_quality IS 'Our translations against the publishers'' own versions of the same articles: mean chrF (0 to 100) per direction, package and source, from a few articles a night. Publishers rewrite as they translate: compare packages with it, not with scores on test sets.';
COMMENT ON COLUMN native_quality.pair IS 'Direction of translation.';
COMMENT ON COLUMN native_quality.engine IS 'What translated.';
COMMENT ON COLUMN native_quality.package_name IS 'Translation package.';
COMMENT ON COLUMN native_quality.package_version IS 'Its version.';
COMMENT ON COLUMN native_quality.is_demo IS 'A demo package, which knows only the bundled press.';
COMMENT ON COLUMN native_quality.source_id IS 'The publisher.';
COMMENT ON COLUMN native_quality.articles IS 'Articles compared.';
COMMENT ON COLUMN native_quality.sentences IS 'Sentences translated for it.';
COMMENT ON COLUMN native_quality.title_chrf IS 'Mean chrF of the titles, 0 to 100.';
COMMENT ON COLUMN native_quality.text_chrf IS 'Mean chrF of the texts.';
COMMENT ON COLUMN native_quality.percent_flagged IS 'Share of sentences with a quality flag.';
