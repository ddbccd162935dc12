CREATE VIEW misaligned_versions AS
WITH positions AS (
    SELECT
        versions.article_id, versions.revision_no, versions.version_id, versions.language, versions.origin,
        count(*) AS sentences,
        list((segments.paragraph_index, segments.segment_index)
            ORDER BY segments.paragraph_index, segments.segment_index) AS keys
    FROM versions
    LEFT JOIN segments ON segments.version_id = versions.version_id
    GROUP BY ALL
)
SELECT
    translated.version_id, translated.article_id, translated.revision_no, translated.language,
    source.sentences AS source_sentences, translated.sentences
FROM positions AS translated
LEFT JOIN positions AS source
    ON source.article_id = translated.article_id AND source.revision_no = translated.revision_no
    AND source.origin = 'source'
WHERE translated.origin <> 'source' AND source.keys IS DISTINCT FROM translated.keys;
COMMENT ON VIEW misaligned_versions IS 'Translations without exactly the sentence positions of their source. Always empty: a load that would break it is refused.';
COMMENT ON COLUMN misaligned_versions.version_id IS 'The translation.';
COMMENT ON COLUMN misaligned_versions.article_id IS 'Its article.';
COMMENT ON COLUMN misaligned_versions.revision_no IS 'The revision it was translated from.';
COMMENT ON COLUMN misaligned_versions.language IS 'Its language.';
COMMENT ON COLUMN misaligned_versions.source_sentences IS 'Sentences of the source.';
COMMENT ON COLUMN misaligned_versions.sentences IS 'Sentences of the translation.';
