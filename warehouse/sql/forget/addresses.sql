-- Every address by which the forgotten articles are known, as it is written in the tables. An address that other pages
-- lead to as well, such as a home page, is not theirs.
WITH own AS (
    SELECT canonical_url AS address FROM articles WHERE article_id IN (SELECT article_id FROM gone_articles)
    UNION
    SELECT unnest([url, guid]) FROM entries WHERE article_id IN (SELECT article_id FROM gone_articles)
)
SELECT address FROM own WHERE regexp_matches(address, '^https?://', 'i')
UNION
SELECT final_url FROM documents WHERE url IN (SELECT address FROM own)
EXCEPT
SELECT final_url FROM documents
WHERE url NOT IN (SELECT address FROM own WHERE address IS NOT NULL)
    AND final_url NOT IN (SELECT address FROM own WHERE address IS NOT NULL)
ORDER BY address
