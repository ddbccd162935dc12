-- Of the addresses that articles list as their own versions in other languages, the articles that are stored.
SELECT staged.article_id AS listing, articles.article_id AS listed
FROM staged
JOIN articles ON articles.canonical_url = staged.url
WHERE articles.article_id <> staged.article_id
ORDER BY ALL
