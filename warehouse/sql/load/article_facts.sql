-- Facts that were unknown when an unchanged text was stored. Only NULLs are filled, so two sources that list one
-- article cannot overwrite each other for ever.
MERGE INTO articles AS stored USING staged ON stored.article_id = staged.article_id
WHEN MATCHED AND (
    (stored.canonical_url IS NULL AND staged.canonical_url IS NOT NULL)
    OR (stored.byline IS NULL AND staged.byline IS NOT NULL)
    OR (stored.published_at IS NULL AND staged.published_at IS NOT NULL)
    OR (stored.feed_published_at IS NULL AND staged.feed_published_at IS NOT NULL)
    OR (stored.page_published_at IS NULL AND staged.page_published_at IS NOT NULL)
    OR (stored.native_group IS NULL AND staged.native_group IS NOT NULL)
    OR (stored.duplicate_of IS NULL AND staged.duplicate_of IS NOT NULL)
) THEN UPDATE SET
    canonical_url = coalesce(stored.canonical_url, staged.canonical_url),
    byline = coalesce(stored.byline, staged.byline),
    published_at = coalesce(stored.published_at, staged.published_at),
    feed_published_at = coalesce(stored.feed_published_at, staged.feed_published_at),
    page_published_at = coalesce(stored.page_published_at, staged.page_published_at),
    native_group = coalesce(stored.native_group, staged.native_group),
    duplicate_of = coalesce(stored.duplicate_of, staged.duplicate_of)
