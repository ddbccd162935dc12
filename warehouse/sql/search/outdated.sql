-- What search knows and is no longer current, or was made anew since.
SELECT document.document_no
FROM search_documents AS document
LEFT JOIN versions
    ON versions.version_id = document.version_id AND versions.is_current
    AND versions.produced_at = document.produced_at AND versions.origin = document.origin
WHERE versions.version_id IS NULL
