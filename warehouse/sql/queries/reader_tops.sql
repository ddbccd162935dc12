-- The versions whose tops are shown: those of the publisher, if wanted, and translations into one language.
SELECT article_id, version_id, origin = 'source' AS is_own
FROM versions
WHERE article_id IN (SELECT unnest($ids)) AND is_current
    AND ((origin = 'source' AND $leads) OR (origin <> 'source' AND language = $language))
