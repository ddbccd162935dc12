INSERT INTO native_scores (
    article_id, revision_no, native_article_id, native_revision, pair, engine, package_name, package_version,
    package_sha256, is_demo, sentences, flagged, title_chrf, text_chrf, run_id
)
SELECT
    staged.article_id, staged.revision_no, staged.native_article_id, staged.native_revision, staged.pair,
    staged.engine, staged.package_name, staged.package_version, staged.package_sha256, staged.is_demo,
    staged.sentences, staged.flagged, staged.title_chrf, staged.text_chrf, staged.run_id
FROM staged
ANTI JOIN native_scores AS stored
    ON stored.article_id = staged.article_id AND stored.revision_no = staged.revision_no
    AND stored.native_article_id = staged.native_article_id AND stored.native_revision = staged.native_revision
    AND stored.package_sha256 = staged.package_sha256
