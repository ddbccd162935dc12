-- The articles that a watchlist found, the newest first, with the place of the first sentence.
SELECT
    found.article_id, any_value(articles.title) AS title, any_value(articles.language) AS language,
    any_value(coalesce(sources.name, articles.source_id)) AS outlet, any_value(articles.published_at) AS published_at,
    min(found.found_at) AS found_at, count(DISTINCT (found.paragraph_index, found.segment_index)) AS sentences,
    list_sort(list_distinct(list(found.phrase))) AS phrases, list_sort(list_distinct(list(found.form))) AS forms,
    bool_or(found.origin = 'source') AS is_in_source, min((found.paragraph_index, found.segment_index)) AS place
FROM watch_hits AS found
JOIN articles ON articles.article_id = found.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE found.watch = $watch
GROUP BY found.article_id
ORDER BY found_at DESC, published_at DESC NULLS LAST, found.article_id
LIMIT $most
