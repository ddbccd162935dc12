UPDATE story_articles SET story_id = staged.final_story_id FROM staged WHERE story_articles.story_id = staged.story_id
