CREATE VIEW aligned_segments AS
SELECT
    segments.article_id,
    segments.paragraph_index,
    segments.segment_index,
    any_value(segments.kind) AS kind,
    any_value(segments.language) FILTER (versions.origin = 'source') AS source_language,
    any_value(segments.text) FILTER (segments.language = 'en') AS text_en,
    any_value(segments.text) FILTER (segments.language = 'uk') AS text_uk,
    any_value(segments.text) FILTER (segments.language = 'ru') AS text_ru,
    any_value(versions.origin) FILTER (segments.language = 'en') AS origin_en,
    any_value(versions.origin) FILTER (segments.language = 'uk') AS origin_uk,
    any_value(versions.origin) FILTER (segments.language = 'ru') AS origin_ru,
    any_value(versions.engine) FILTER (segments.language = 'en') AS engine_en,
    any_value(versions.engine) FILTER (segments.language = 'uk') AS engine_uk,
    any_value(versions.engine) FILTER (segments.language = 'ru') AS engine_ru,
    any_value(segments.score) FILTER (segments.language = 'en') AS score_en,
    any_value(segments.score) FILTER (segments.language = 'uk') AS score_uk,
    any_value(segments.score) FILTER (segments.language = 'ru') AS score_ru,
    any_value(segments.flags) FILTER (segments.language = 'en') AS flags_en,
    any_value(segments.flags) FILTER (segments.language = 'uk') AS flags_uk,
    any_value(segments.flags) FILTER (segments.language = 'ru') AS flags_ru
FROM segments
JOIN versions ON versions.version_id = segments.version_id AND versions.article_id = segments.article_id
WHERE versions.is_current
GROUP BY segments.article_id, segments.paragraph_index, segments.segment_index;
COMMENT ON VIEW aligned_segments IS 'Every sentence once, in English, Ukrainian and Russian side by side; NULL where a version is missing. Order by article_id, paragraph_index, segment_index; paragraph 0 is the title.';
