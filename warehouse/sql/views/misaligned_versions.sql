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
