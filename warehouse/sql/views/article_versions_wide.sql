CREATE VIEW article_versions_wide AS
WITH paragraphs AS (
    SELECT
        version_id, article_id, language, paragraph_index, string_agg(text, ' ' ORDER BY segment_index) AS text,
        count(*) FILTER (len(flags) > 0) AS flagged
    FROM segments GROUP BY version_id, article_id, language, paragraph_index
),
bodies AS (
    SELECT
        version_id, article_id, language,
        any_value(text) FILTER (paragraph_index = 0) AS title,
        string_agg(text, chr(10) || chr(10) ORDER BY paragraph_index) FILTER (paragraph_index > 0) AS body,
        CAST(sum(flagged) AS BIGINT) AS flagged
    FROM paragraphs GROUP BY version_id, article_id, language
)
SELECT
    articles.article_id, articles.source_id, articles.canonical_url, articles.published_at, articles.language,
    any_value(bodies.title) FILTER (bodies.language = 'en') AS title_en,
    any_value(bodies.title) FILTER (bodies.language = 'uk') AS title_uk,
    any_value(bodies.title) FILTER (bodies.language = 'ru') AS title_ru,
    any_value(bodies.body) FILTER (bodies.language = 'en') AS body_en,
    any_value(bodies.body) FILTER (bodies.language = 'uk') AS body_uk,
    any_value(bodies.body) FILTER (bodies.language = 'ru') AS body_ru,
    any_value(versions.origin) FILTER (bodies.language = 'en') AS origin_en,
    any_value(versions.origin) FILTER (bodies.language = 'uk') AS origin_uk,
    any_value(versions.origin) FILTER (bodies.language = 'ru') AS origin_ru,
    any_value(bodies.flagged) FILTER (bodies.language = 'en') AS flagged_en,
    any_value(bodies.flagged) FILTER (bodies.language = 'uk') AS flagged_uk,
    any_value(bodies.flagged) FILTER (bodies.language = 'ru') AS flagged_ru
FROM articles
JOIN versions ON versions.article_id = articles.article_id AND versions.is_current
JOIN bodies ON bodies.version_id = versions.version_id AND bodies.article_id = articles.article_id
GROUP BY
    articles.article_id, articles.source_id, articles.canonical_url, articles.published_at, articles.language;
COMMENT ON VIEW article_versions_wide IS 'One row per article: title and body in the three languages (paragraphs parted by a blank line), who made each, and how many of its sentences are flagged.';
COMMENT ON COLUMN article_versions_wide.article_id IS 'The article.';
COMMENT ON COLUMN article_versions_wide.source_id IS 'The source.';
COMMENT ON COLUMN article_versions_wide.canonical_url IS 'Its address, where it has one.';
COMMENT ON COLUMN article_versions_wide.published_at IS 'When it was published; NULL when nothing says it.';
COMMENT ON COLUMN article_versions_wide.language IS 'Language it was written in.';
COMMENT ON COLUMN article_versions_wide.title_en IS 'Title in English; NULL where there is no such version.';
COMMENT ON COLUMN article_versions_wide.title_uk IS 'Title in Ukrainian; NULL where there is no such version.';
COMMENT ON COLUMN article_versions_wide.title_ru IS 'Title in Russian; NULL where there is no such version.';
COMMENT ON COLUMN article_versions_wide.body_en IS 'Paragraphs in English, parted by a blank line.';
COMMENT ON COLUMN article_versions_wide.body_uk IS 'Paragraphs in Ukrainian, parted by a blank line.';
COMMENT ON COLUMN article_versions_wide.body_ru IS 'Paragraphs in Russian, parted by a blank line.';
COMMENT ON COLUMN article_versions_wide.origin_en IS 'Whose the English version is: source, machine or human.';
COMMENT ON COLUMN article_versions_wide.origin_uk IS 'Whose the Ukrainian version is: source, machine or human.';
COMMENT ON COLUMN article_versions_wide.origin_ru IS 'Whose the Russian version is: source, machine or human.';
COMMENT ON COLUMN article_versions_wide.flagged_en IS 'Sentences of the English version with a quality flag.';
COMMENT ON COLUMN article_versions_wide.flagged_uk IS 'Sentences of the Ukrainian version with a quality flag.';
COMMENT ON COLUMN article_versions_wide.flagged_ru IS 'Sentences of the Russian version with a quality flag.';
