MERGE INTO versions AS stored USING staged ON stored.version_id = staged.version_id
WHEN MATCHED THEN UPDATE SET
    "pivot" = staged."pivot", package_name = staged.package_name, package_version = staged.package_version,
    settings_sha256 = staged.settings_sha256, is_demo = staged.is_demo, produced_at = staged.produced_at,
    run_id = staged.run_id
WHEN NOT MATCHED THEN
    INSERT (
        version_id, article_id, revision_no, language, origin, pair, "pivot", engine, package_name, package_version,
        package_sha256, settings_sha256, is_demo, is_current, produced_at, run_id
    )
    VALUES (
        staged.version_id, staged.article_id, staged.revision_no, staged.language, staged.origin, staged.pair,
        staged."pivot", staged.engine, staged.package_name, staged.package_version, staged.package_sha256,
        staged.settings_sha256, staged.is_demo, FALSE, staged.produced_at, staged.run_id
    )
