CREATE MACRO search_articles(
    query, language := NULL, include_translations := FALSE, all_words := FALSE, top := 20
) AS TABLE
WITH asked AS (
    SELECT DISTINCT cut.word FROM (SELECT unnest(search_words(query)) AS word) AS cut WHERE length(cut.word) <= 64
),
-- Forms that some text has; else dictionary forms; else what looks like another form of the same word.
seen AS (
    SELECT asked.word, known.term_id
    FROM asked
    JOIN search_forms AS known ON known.form = asked.word
    WHERE language IS NULL OR known.language = language
),
named AS (
    SELECT asked.word, known.term_id
    FROM asked
    JOIN search_forms AS known ON known.lemma = asked.word
    WHERE (language IS NULL OR known.language = language) AND asked.word NOT IN (SELECT seen.word FROM seen)
),
alike AS (
    SELECT asked.word, known.term_id
    FROM asked
    JOIN search_forms AS known ON known.stem = search_stem(asked.word)
    WHERE (language IS NULL OR known.language = language)
        AND asked.word NOT IN (SELECT seen.word FROM seen UNION ALL SELECT named.word FROM named)
),
wanted AS (
    SELECT seen.word, seen.term_id FROM seen
    UNION SELECT named.word, named.term_id FROM named
    UNION SELECT alike.word, alike.term_id FROM alike
),
hits AS (
    SELECT
        wanted.word, posting.term_id, posting.times, document.document_no, document.article_id, document.language,
        document.origin, document.words
    FROM search_postings AS posting
    JOIN wanted ON wanted.term_id = posting.term_id
    JOIN search_documents AS document ON document.document_no = posting.document_no
    WHERE include_translations OR document.origin = 'source'
),
frequencies AS (
    SELECT hits.term_id, count(DISTINCT hits.document_no) AS documents FROM hits GROUP BY hits.term_id
),
sizes AS (
    SELECT document.language, count(*) AS documents, avg(document.words) AS words
    FROM search_documents AS document
    WHERE include_translations OR document.origin = 'source'
    GROUP BY document.language
),
-- BM25 with k1 = 1.2 and b = 0.75, each language a collection of its own.
scored AS (
    SELECT
        hits.document_no, hits.article_id, hits.language, hits.origin,
        count(DISTINCT hits.word) AS words_found,
        sum(
            ln(1 + (sizes.documents - frequencies.documents + 0.5) / (frequencies.documents + 0.5))
            * hits.times * 2.2 / (hits.times + 1.2 * (0.25 + 0.75 * hits.words / sizes.words))
        ) AS score
    FROM hits
    JOIN frequencies ON frequencies.term_id = hits.term_id
    JOIN sizes ON sizes.language = hits.language
    GROUP BY hits.document_no, hits.article_id, hits.language, hits.origin
),
best AS (
    SELECT scored.article_id, scored.language, scored.origin, scored.score
    FROM scored
    WHERE NOT all_words OR scored.words_found = (SELECT count(*) FROM asked)
    QUALIFY row_number() OVER (
        PARTITION BY scored.article_id ORDER BY scored.score DESC, scored.origin = 'source' DESC, scored.language
    ) = 1
)
SELECT
    article.article_id,
    round(best.score, 4) AS score,
    article.language,
    article.title,
    article.published_at,
    article.source_id AS source,
    CASE best.origin WHEN 'source' THEN 'source' ELSE 'translation' END AS matched,
    best.language AS matched_language
FROM best
JOIN articles AS article ON article.article_id = best.article_id
QUALIFY row_number() OVER (ORDER BY best.score DESC, article.article_id) <= top
ORDER BY best.score DESC, article.article_id;
COMMENT ON MACRO TABLE search_articles IS 'search_articles(query, language := NULL, include_translations := false, all_words := false, top := 20): articles that have the words of the query in any form, best first (BM25). language reads the query as that language only; include_translations also finds articles by their translations; all_words wants every word of the query.';
