-- What every watchlist has found.
SELECT watch, count(DISTINCT article_id) AS articles, max(found_at) AS last_found_at
FROM watch_hits
GROUP BY watch
ORDER BY watch
