DELETE FROM stories
WHERE story_id IN (SELECT story_id FROM staged) AND story_id NOT IN (SELECT story_id FROM story_articles)
