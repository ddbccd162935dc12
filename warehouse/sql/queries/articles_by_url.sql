SELECT canonical_url, article_id FROM articles SEMI JOIN staged ON articles.canonical_url = staged.value
