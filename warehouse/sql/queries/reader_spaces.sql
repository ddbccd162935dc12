-- For each of some stories and each language: how many articles, by which outlets, how many hours after the first of all.
SELECT
    stories.story_id, articles.language, count(*) AS articles,
    list_sort(list_distinct(list(coalesce(sources.name, articles.source_id)))) AS outlets,
    round(epoch(min(articles.published_at) - any_value(stories.first_published_at)) / 3600, 1) AS hours_after_first
FROM story_articles
JOIN stories ON stories.story_id = story_articles.story_id
JOIN articles ON articles.article_id = story_articles.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE story_articles.story_id IN (SELECT unnest($ids))
GROUP BY stories.story_id, articles.language
ORDER BY stories.story_id, articles.language
