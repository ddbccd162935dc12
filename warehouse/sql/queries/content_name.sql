-- What a snapshot shows: which warehouse, which schema and views, and how many changes of content it has seen.
SELECT
    content_version,
    left(sha256(
        warehouse_id
        || coalesce((SELECT string_agg(sha256, ' ' ORDER BY version) FROM schema_version), '')
        || coalesce((SELECT string_agg(view_name || sha256, ' ' ORDER BY view_name) FROM view_definitions), '')
    ), 8) AS fingerprint
FROM content_state
