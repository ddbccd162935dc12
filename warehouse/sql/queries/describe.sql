SELECT relation.kind, relation.name, relation.comment, columns.name, columns.data_type, columns.comment
FROM (
    SELECT 3 AS place, 'table' AS kind, table_name AS name, comment
    FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT 1, 'view', view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary
    UNION ALL
    SELECT DISTINCT 2, 'macro', function_name, comment
    FROM duckdb_functions() WHERE NOT internal AND function_type IN ('macro', 'table_macro')
) AS relation
JOIN (
    SELECT table_name AS relation, column_name AS name, column_index AS place, data_type, comment
    FROM duckdb_columns() WHERE NOT internal
    UNION ALL
    SELECT function_name, unnest(parameters), generate_subscripts(parameters, 1), '', NULL
    FROM duckdb_functions() WHERE NOT internal AND function_type IN ('macro', 'table_macro')
) AS columns ON columns.relation = relation.name
ORDER BY relation.place, relation.name, columns.place
