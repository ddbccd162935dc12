CREATE VIEW aligned_segments AS
SELECT
    segments.article_id,
    segments.paragraph_index,
    segments.segment_index,
    any_value(segments.kind) AS kind,
    any_value(segments.language) FILTER (segments.origin = 'source') AS source_language,
    any_value(segments.text) FILTER (segments.language = 'en') AS text_en,
    any_value(segments.text) FILTER (segments.language = 'uk') AS text_uk,
    any_value(segments.text) FILTER (segments.language = 'ru') AS text_ru,
    any_value(segments.origin) FILTER (segments.language = 'en') AS origin_en,
    any_value(segments.origin) FILTER (segments.language = 'uk') AS origin_uk,
    any_value(segments.origin) FILTER (segments.language = 'ru') AS origin_ru,
    any_value(segments.engine) FILTER (segments.language = 'en') AS engine_en,
    any_value(segments.engine) FILTER (segments.language = 'uk') AS engine_uk,
    any_value(segments.engine) FILTER (segments.language = 'ru') AS engine_ru,
    any_value(segments.score) FILTER (segments.language = 'en') AS score_en,
    any_value(segments.score) FILTER (segments.language = 'uk') AS score_uk,
    any_value(segments.score) FILTER (segments.language = 'ru') AS score_ru,
    any_value(segments.flags) FILTER (segments.language = 'en') AS flags_en,
    any_value(segments.flags) FILTER (segments.language = 'uk') AS flags_uk,
    any_value(segments.flags) FILTER (segments.language = 'ru') AS flags_ru
FROM (
    SELECT
        segments.*, versions.engine,
        -- In a version that a person corrected, the sentences between are the machine's.
        CASE WHEN versions.origin = 'human' AND NOT segments.is_corrected THEN 'machine' ELSE versions.origin END
            AS origin
    FROM segments
    JOIN versions ON versions.version_id = segments.version_id AND versions.article_id = segments.article_id
    WHERE versions.is_current
) AS segments
GROUP BY segments.article_id, segments.paragraph_index, segments.segment_index;
COMMENT ON VIEW aligned_segments IS 'Every sentence once, in English, Ukrainian and Russian side by side; NULL where a version is missing. Order by article_id, paragraph_index, segment_index; paragraph 0 is the title.';
COMMENT ON COLUMN aligned_segments.article_id IS 'The article.';
COMMENT ON COLUMN aligned_segments.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN aligned_segments.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN aligned_segments.kind IS 'title, heading, body, quote or caption.';
COMMENT ON COLUMN aligned_segments.source_language IS 'Language the article was written in.';
COMMENT ON COLUMN aligned_segments.text_en IS 'The sentence in English; NULL where there is no such version.';
COMMENT ON COLUMN aligned_segments.text_uk IS 'The sentence in Ukrainian; NULL where there is no such version.';
COMMENT ON COLUMN aligned_segments.text_ru IS 'The sentence in Russian; NULL where there is no such version.';
COMMENT ON COLUMN aligned_segments.origin_en IS 'Whose the English sentence is: source (the publisher), machine or human.';
COMMENT ON COLUMN aligned_segments.origin_uk IS 'Whose the Ukrainian sentence is: source (the publisher), machine or human.';
COMMENT ON COLUMN aligned_segments.origin_ru IS 'Whose the Russian sentence is: source (the publisher), machine or human.';
COMMENT ON COLUMN aligned_segments.engine_en IS 'What translated into English; empty for the publishers text.';
COMMENT ON COLUMN aligned_segments.engine_uk IS 'What translated into Ukrainian; empty for the publishers text.';
COMMENT ON COLUMN aligned_segments.engine_ru IS 'What translated into Russian; empty for the publishers text.';
COMMENT ON COLUMN aligned_segments.score_en IS 'Length-normalised log probability of the English translation, 0 is best; NULL for the publishers text.';
COMMENT ON COLUMN aligned_segments.score_uk IS 'Length-normalised log probability of the Ukrainian translation, 0 is best; NULL for the publishers text.';
COMMENT ON COLUMN aligned_segments.score_ru IS 'Length-normalised log probability of the Russian translation, 0 is best; NULL for the publishers text.';
COMMENT ON COLUMN aligned_segments.flags_en IS 'Quality flags of the English sentence; empty when nothing was found.';
COMMENT ON COLUMN aligned_segments.flags_uk IS 'Quality flags of the Ukrainian sentence; empty when nothing was found.';
COMMENT ON COLUMN aligned_segments.flags_ru IS 'Quality flags of the Russian sentence; empty when nothing was found.';
