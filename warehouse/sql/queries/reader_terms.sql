-- The terms that a search is for, as the macro search_articles chooses them; which of its words each stands for, by bit.
WITH asked AS MATERIALIZED (
    SELECT cut.word, CAST(1 AS UBIGINT) << CAST(row_number() OVER (ORDER BY cut.word) - 1 AS UBIGINT) AS bit
    FROM (SELECT DISTINCT unnest(search_words($query)) AS word) AS cut
    WHERE length(cut.word) <= 64
    ORDER BY cut.word
    LIMIT 60
),
stems AS MATERIALIZED (
    SELECT asked.word, asked.bit, search_stem(asked.word) AS stem FROM asked
),
-- Forms that some text has; else dictionary forms; else what looks like another form of the same word.
near AS (
    SELECT asked.word, asked.bit, known.term_id, 1 AS distance
    FROM asked JOIN search_forms AS known ON known.form = asked.word
    WHERE $language IS NULL OR known.language = $language
    UNION ALL
    SELECT asked.word, asked.bit, known.term_id, 2
    FROM asked JOIN search_forms AS known ON known.lemma = asked.word
    WHERE $language IS NULL OR known.language = $language
    UNION ALL
    SELECT stems.word, stems.bit, known.term_id, 3
    FROM stems JOIN search_forms AS known ON known.stem = stems.stem
    WHERE $language IS NULL OR known.language = $language
),
wanted AS MATERIALIZED (
    SELECT nearest.term_id, bit_or(nearest.bit) AS bits, count(DISTINCT nearest.word) AS words
    FROM (SELECT near.* FROM near QUALIFY near.distance = min(near.distance) OVER (PARTITION BY near.word)) AS nearest
    GROUP BY nearest.term_id
)
SELECT wanted.term_id, wanted.bits, wanted.words, (SELECT count(*) FROM asked) AS asked FROM wanted ORDER BY wanted.term_id
