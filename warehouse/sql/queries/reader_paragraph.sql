-- Headlines and first paragraphs of some versions. A number and a list to compare with let the scan read texts only
-- where it must.
SELECT version_id, paragraph_index, string_agg(text, ' ' ORDER BY segment_index) AS text
FROM segments
WHERE paragraph_index <= 1 AND list_contains($versions, version_id)
GROUP BY version_id, paragraph_index
