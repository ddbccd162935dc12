UPDATE sentence_links SET story_id = staged.final_story_id FROM staged WHERE sentence_links.story_id = staged.story_id
