-- The versions of some articles whose sentences are shown: those of the publisher, and those in one language; or in the
-- other one where the article is written in that.
SELECT versions.article_id, versions.version_id, versions.origin = 'source' AS is_own, versions.language
FROM versions
JOIN articles ON articles.article_id = versions.article_id
WHERE versions.article_id IN (SELECT unnest($ids)) AND versions.is_current
    AND (
        versions.origin = 'source'
        OR versions.language = CASE articles.language WHEN $beside THEN $instead ELSE $beside END
    )
