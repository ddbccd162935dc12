-- One row per article that a watchlist found, with its first sentence found; of one run, or the newest of all.
SELECT
    found.watch, found.article_id, any_value(articles.title) AS title, any_value(articles.canonical_url) AS url,
    any_value(articles.source_id) AS source_id, any_value(articles.language) AS language,
    any_value(articles.published_at) AS published_at, min(found.found_at) AS found_at,
    count(*) AS hits,
    list_sort(list_distinct(list(found.phrase))) AS phrases,
    bool_or(found.origin = 'source') AS is_in_source,
    arg_min(segments.text, found.paragraph_index * 1000 + found.segment_index) AS sentence,
    bool_or(articles.run_id = $run_id) AS is_new_article
FROM watch_hits AS found
JOIN articles ON articles.article_id = found.article_id
LEFT JOIN segments
    ON segments.version_id = found.version_id AND segments.paragraph_index = found.paragraph_index
    AND segments.segment_index = found.segment_index
WHERE found.watch = $watch AND (NOT $only_run OR found.run_id = $run_id)
GROUP BY found.watch, found.article_id
ORDER BY found_at DESC, published_at DESC NULLS LAST, found.article_id
LIMIT $limit
