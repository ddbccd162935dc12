-- What the macro search_articles finds, in the same order (BM25, each language a collection of its own), at a third of
-- its cost: the postings of each term are read once, and only those blocks that hold it.
WITH wanted AS MATERIALIZED (
    SELECT unnest($terms) AS term_id, unnest($bits) AS bits, unnest($words) AS words
),
hits AS MATERIALIZED (
    SELECT
        posting.term_id, posting.times, document.document_no, document.article_id, document.language, document.origin,
        document.words
    FROM ({postings}) AS posting
    JOIN search_documents AS document ON document.document_no = posting.document_no
    WHERE $translations OR document.origin = 'source'
),
frequencies AS (
    SELECT hits.term_id, count(*) AS documents FROM hits GROUP BY hits.term_id
),
sizes AS (
    SELECT document.language, count(*) AS documents, avg(document.words) AS words
    FROM search_documents AS document
    WHERE $translations OR document.origin = 'source'
    GROUP BY document.language
),
weights AS MATERIALIZED (
    SELECT
        wanted.term_id, wanted.bits, sizes.language, sizes.words AS mean,
        wanted.words * ln(1 + (sizes.documents - frequencies.documents + 0.5) / (frequencies.documents + 0.5)) AS weight
    FROM wanted
    JOIN frequencies ON frequencies.term_id = wanted.term_id
    CROSS JOIN sizes
),
scored AS (
    SELECT
        hits.document_no, any_value(hits.article_id) AS article_id, any_value(hits.language) AS language,
        any_value(hits.origin) AS origin,
        sum(weights.weight * hits.times * 2.2 / (hits.times + 1.2 * (0.25 + 0.75 * hits.words / weights.mean))) AS score
    FROM hits
    JOIN weights ON weights.term_id = hits.term_id AND weights.language = hits.language
    GROUP BY hits.document_no
    HAVING NOT $all_words OR bit_count(bit_or(weights.bits)) = $asked
),
-- An article has three versions: the best of three times as many versions hold the best of all articles.
best AS MATERIALIZED (
    SELECT scored.article_id, scored.language, scored.origin, scored.score
    FROM scored
    ORDER BY scored.score DESC, scored.article_id
    LIMIT 4 * $most
),
shown AS (
    SELECT best.article_id, best.language, best.origin, best.score
    FROM best
    QUALIFY row_number() OVER (
        PARTITION BY best.article_id ORDER BY best.score DESC, best.origin = 'source' DESC, best.language
    ) = 1
)
SELECT shown.article_id, CASE shown.origin WHEN 'source' THEN NULL ELSE shown.language END AS matched_language
FROM shown
ORDER BY shown.score DESC, shown.article_id
LIMIT $most
