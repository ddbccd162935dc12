-- The first sentences of the staged articles, with their English translations where these carry no flag.
SELECT
    own.article_id, versions.revision_no, versions.language, own.paragraph_index, own.segment_index, own.text,
    CASE WHEN versions.language = 'en' THEN own.text ELSE english.text END AS english
FROM versions
SEMI JOIN staged ON staged.article_id = versions.article_id
JOIN segments AS own ON own.version_id = versions.version_id
LEFT JOIN versions AS translated
    ON translated.article_id = versions.article_id AND translated.language = 'en' AND translated.is_current
    AND translated.origin <> 'source'
LEFT JOIN segments AS english
    ON english.version_id = translated.version_id AND english.paragraph_index = own.paragraph_index
    AND english.segment_index = own.segment_index AND len(english.flags) = 0
WHERE versions.origin = 'source' AND versions.is_current AND own.kind IN ('title', 'body', 'quote')
QUALIFY row_number() OVER (
    PARTITION BY own.article_id ORDER BY own.paragraph_index, own.segment_index
) <= $most
ORDER BY own.article_id, own.paragraph_index, own.segment_index
