CREATE VIEW native_versions AS
SELECT
    article.native_group, article.article_id, article.source_id, article.language, article.title,
    native.article_id AS native_article_id, native.language AS native_language, native.title AS native_title,
    translated.version_id AS translated_version_id, translated_title.text AS translated_title
FROM articles AS article
JOIN articles AS native
    ON native.native_group = article.native_group AND native.language <> article.language
LEFT JOIN versions AS translated
    ON translated.article_id = article.article_id AND translated.language = native.language AND translated.is_current
LEFT JOIN segments AS translated_title
    ON translated_title.version_id = translated.version_id AND translated_title.paragraph_index = 0
    AND translated_title.segment_index = 0;
COMMENT ON VIEW native_versions IS 'Articles that a publisher wrote in several languages, each beside each other, and our translation of the first into the language of the second where there is one.';
COMMENT ON COLUMN native_versions.native_group IS 'Shared by the versions of one article.';
COMMENT ON COLUMN native_versions.article_id IS 'The one article.';
COMMENT ON COLUMN native_versions.source_id IS 'Its source.';
COMMENT ON COLUMN native_versions.language IS 'Its language.';
COMMENT ON COLUMN native_versions.title IS 'Its title.';
COMMENT ON COLUMN native_versions.native_article_id IS 'The publishers version in the other language.';
COMMENT ON COLUMN native_versions.native_language IS 'That language.';
COMMENT ON COLUMN native_versions.native_title IS 'The title the publisher gave it there.';
COMMENT ON COLUMN native_versions.translated_version_id IS 'Our translation of the one article into that language, where there is one.';
COMMENT ON COLUMN native_versions.translated_title IS 'The title in our translation.';
