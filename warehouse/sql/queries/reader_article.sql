-- What is known of an article besides its text.
SELECT
    articles.article_id, articles.source_id, coalesce(sources.name, articles.source_id) AS outlet, sources.country,
    articles.title, articles.language, articles.detection_confidence, articles.is_mixed, articles.byline,
    articles.agencies, articles.canonical_url, articles.published_at, articles.feed_published_at,
    articles.page_published_at, articles.first_seen_at, articles.revision_no, articles.duplicate_of,
    (SELECT other.title FROM articles AS other WHERE other.article_id = articles.duplicate_of) AS duplicate_title,
    articles.native_group, story_articles.story_id,
    (SELECT count(*) FROM removed_lines AS cut
     WHERE cut.article_id = articles.article_id AND cut.revision_no = articles.revision_no) AS removed_lines
FROM articles
LEFT JOIN sources ON sources.source_id = articles.source_id
LEFT JOIN story_articles ON story_articles.article_id = articles.article_id
WHERE articles.article_id = $article_id
