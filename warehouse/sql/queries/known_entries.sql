SELECT entry_id, guid, url, outcome, article_id, reason, last_seen_at, title, published_at, first_seen_at
FROM entries WHERE source_id = $source_id
ORDER BY entry_id
