UPDATE compared_articles SET story_id = staged.final_story_id FROM staged WHERE compared_articles.story_id = staged.story_id
