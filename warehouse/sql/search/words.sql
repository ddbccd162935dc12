-- How often each form is in each version of the batch; a hyphenated word counts whole and in parts.
CREATE OR REPLACE TEMP TABLE search_batch_words AS
WITH cut AS (
    SELECT search_batch.document_no, search_batch.language, unnest(search_words(segments.text)) AS word
    FROM segments
    JOIN search_batch ON search_batch.version_id = segments.version_id
),
counted AS (
    SELECT document_no, language, word, count(*) AS times FROM cut WHERE length(word) <= 64 GROUP BY ALL
),
parts AS (
    SELECT document_no, language, unnest(string_split(word, '-')) AS word, times FROM counted WHERE contains(word, '-')
)
SELECT document_no, language, word AS form, times, TRUE AS is_whole FROM counted
UNION ALL
SELECT document_no, language, word, times, FALSE FROM parts
