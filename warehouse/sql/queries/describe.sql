SELECT relation.kind, relation.name, relation.comment, columns.column_name, columns.data_type, columns.comment
FROM (
    SELECT 'table' AS kind, table_name AS name, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT 'view', view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary
) AS relation
JOIN duckdb_columns() AS columns ON columns.table_name = relation.name AND NOT columns.internal
ORDER BY relation.kind DESC, relation.name, columns.column_index
