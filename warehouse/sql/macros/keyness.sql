CREATE MACRO keyness(space, outlet := NULL, in_country := NULL, top := 50) AS TABLE
WITH documents AS (
    SELECT
        document.document_no,
        (outlet IS NULL OR article.source_id = outlet)
            AND (in_country IS NULL OR coalesce(source.country = in_country, false)) AS is_inside
    FROM search_documents AS document
    JOIN articles AS article ON article.article_id = document.article_id
    LEFT JOIN sources AS source ON source.source_id = article.source_id
    WHERE document.origin = 'source' AND document.language = space AND article.duplicate_of IS NULL
),
lemmas AS (
    SELECT DISTINCT form.term_id, form.lemma FROM search_forms AS form WHERE form.language = space
),
counted AS (
    SELECT
        lemmas.lemma,
        sum(posting.times) FILTER (documents.is_inside) AS inside,
        sum(posting.times) FILTER (NOT documents.is_inside) AS outside,
        count(*) FILTER (documents.is_inside) AS articles
    FROM search_postings AS posting
    JOIN documents ON documents.document_no = posting.document_no
    JOIN lemmas ON lemmas.term_id = posting.term_id
    WHERE NOT regexp_full_match(lemmas.lemma, '[0-9]+')
    GROUP BY lemmas.lemma
),
totals AS (
    SELECT
        sum(counted.inside) AS inside, sum(counted.outside) AS outside,
        least(500, 0.1 * (sum(counted.inside) + sum(counted.outside))) AS prior
    FROM counted
),
-- Log-odds with an informative Dirichlet prior, the whole space scaled to 500 words at most (Monroe, Colaresi, Quinn 2008).
shaped AS (
    SELECT
        counted.lemma, coalesce(counted.inside, 0) AS inside, coalesce(counted.outside, 0) AS outside, counted.articles,
        coalesce(totals.inside, 0) AS all_inside, coalesce(totals.outside, 0) AS all_outside, totals.prior,
        totals.prior * (coalesce(counted.inside, 0) + coalesce(counted.outside, 0))
            / (coalesce(totals.inside, 0) + coalesce(totals.outside, 0)) AS expected
    FROM counted CROSS JOIN totals
),
scored AS (
    SELECT
        shaped.lemma, shaped.inside, shaped.outside, shaped.articles,
        ln((shaped.inside + shaped.expected) / (shaped.all_inside + shaped.prior - shaped.inside - shaped.expected))
            - ln((shaped.outside + shaped.expected)
                / (shaped.all_outside + shaped.prior - shaped.outside - shaped.expected)) AS log_odds,
        1 / (shaped.inside + shaped.expected) + 1 / (shaped.outside + shaped.expected) AS variance
    FROM shaped
    WHERE shaped.expected > 0
)
SELECT
    scored.lemma, CAST(scored.inside AS BIGINT) AS times_inside, CAST(scored.outside AS BIGINT) AS times_outside,
    scored.articles, round(scored.log_odds, 3) AS log_odds, round(scored.log_odds / sqrt(scored.variance), 2) AS z
FROM scored
ORDER BY z DESC, scored.lemma
LIMIT top;
COMMENT ON MACRO TABLE keyness IS 'keyness(''uk'', outlet := ''visti''): the words (dictionary forms) that an outlet, or the outlets of a country, use more than the rest of their language space: log-odds with prior; z above 1.96 is unlikely to be chance. Source text only, near-duplicates left out.';
