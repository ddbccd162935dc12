-- The articles of an export. Without any filter all of them, with dates only those that have one.
CREATE OR REPLACE TEMP TABLE selected AS
SELECT article_id FROM articles
WHERE ($since IS NULL OR published_at >= CAST($since AS TIMESTAMPTZ))
    AND ($until IS NULL OR published_at < CAST($until AS TIMESTAMPTZ))
    AND ($sources IS NULL OR source_id IN (SELECT unnest(CAST($sources AS VARCHAR[]))))
    AND ($languages IS NULL OR language IN (SELECT unnest(CAST($languages AS VARCHAR[]))))
