WITH month AS MATERIALIZED (
    SELECT * FROM bi.as_of_member_months(%(as_of)s, %(venue_id)s::uuid, %(venue_id)s::uuid IS NULL)
), next AS (
    SELECT count(*) AS sample,
           avg((NOT held_next)::integer) FILTER (WHERE visits > 0) AS after_visit,
           avg((NOT held_next)::integer) FILTER (WHERE visits = 0) AS after_none
      FROM month
     WHERE held AND held_next IS NOT NULL
), told AS (
    SELECT 0 AS place, 'visits a month in the first year' AS measure, '首年每月到场次数' AS measure_zh,
           count(*) AS sample, round(avg(visits) * 1000)::bigint AS ours, 4100 AS reference
      FROM month
     WHERE month <= 12
     UNION ALL
    SELECT nth, 'members without a visit in month ' || nth, '第 ' || nth || ' 个月未到场的会员', count(month),
           round(avg((visits = 0)::integer) * 1000)::bigint, known
      FROM (VALUES (1, 300), (2, 300), (3, 300), (12, 500)) AS study (nth, known)
      LEFT JOIN month ON month = nth
     GROUP BY nth, known
     UNION ALL
    SELECT 99, 'leaving in the month after one with a visit, against leaving after one without',
           '有到场之月的次月流失率，相对于无到场之月的次月流失率', sample,
           round(after_visit / nullif(after_none, 0) * 1000)::bigint, 800
      FROM next
)
SELECT measure, measure_zh, sample, ours, reference
  FROM told
 ORDER BY place;
