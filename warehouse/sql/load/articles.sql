-- New articles and new revisions. The source that brought an article first, and when, stay.
MERGE INTO articles AS stored USING staged ON stored.article_id = staged.article_id
WHEN MATCHED THEN UPDATE SET
    canonical_url = coalesce(stored.canonical_url, staged.canonical_url),
    title = staged.title, byline = staged.byline, agencies = staged.agencies,
    published_at = coalesce(staged.published_at, stored.published_at),
    feed_published_at = coalesce(staged.feed_published_at, stored.feed_published_at),
    page_published_at = coalesce(staged.page_published_at, stored.page_published_at),
    language = staged.language, detection_confidence = staged.detection_confidence, is_mixed = staged.is_mixed,
    content_sha256 = staged.content_sha256, revision_no = staged.revision_no,
    native_group = coalesce(stored.native_group, staged.native_group), duplicate_of = staged.duplicate_of,
    run_id = staged.run_id
WHEN NOT MATCHED THEN
    INSERT (
        article_id, source_id, canonical_url, title, byline, agencies, published_at, feed_published_at,
        page_published_at, first_seen_at, language, detection_confidence, is_mixed, content_sha256, revision_no,
        native_group, duplicate_of, run_id
    )
    VALUES (
        staged.article_id, staged.source_id, staged.canonical_url, staged.title, staged.byline, staged.agencies,
        staged.published_at, staged.feed_published_at, staged.page_published_at, staged.first_seen_at, staged.language,
        staged.detection_confidence, staged.is_mixed, staged.content_sha256, staged.revision_no, staged.native_group,
        staged.duplicate_of, staged.run_id
    )
