CREATE VIEW term_shift AS
WITH months AS (
    SELECT
        lexicon_terms.concept, lexicon_terms.variant, articles.language,
        date_trunc('month', articles.published_at AT TIME ZONE 'UTC') AS month,
        count(*) AS hits, count(DISTINCT articles.article_id) AS articles
    FROM term_hits
    JOIN lexicon_terms ON lexicon_terms.term_id = term_hits.term_id AND lexicon_terms.is_active
    JOIN articles ON articles.article_id = term_hits.article_id AND articles.revision_no = term_hits.revision_no
    WHERE articles.duplicate_of IS NULL AND articles.published_at IS NOT NULL
    GROUP BY ALL
),
shares AS (
    SELECT
        concept, variant, language, CAST(month AS DATE) AS month, hits, articles,
        round(100.0 * hits / sum(hits) OVER (PARTITION BY concept, language, month), 1) AS percent_of_concept
    FROM months
)
SELECT
    *,
    round(percent_of_concept - lag(percent_of_concept) OVER (
        PARTITION BY concept, variant, language ORDER BY month
    ), 1) AS change_in_points
FROM shares;
COMMENT ON VIEW term_shift IS 'Which wording a language space prefers, month by month: the share of each variant among all mentions of its concept, and its change in percentage points since the last month it was used. Source text only.';
COMMENT ON COLUMN term_shift.concept IS 'What is named.';
COMMENT ON COLUMN term_shift.variant IS 'Which way of naming it.';
COMMENT ON COLUMN term_shift.language IS 'Language of the text.';
COMMENT ON COLUMN term_shift.month IS 'First day of the month, UTC.';
COMMENT ON COLUMN term_shift.hits IS 'How often the variant stands in it.';
COMMENT ON COLUMN term_shift.articles IS 'In how many articles.';
COMMENT ON COLUMN term_shift.percent_of_concept IS 'Share of the variant among all mentions of the concept in the month.';
COMMENT ON COLUMN term_shift.change_in_points IS 'Percentage points more than in the last month with it.';
