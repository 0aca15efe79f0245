WITH entries AS MATERIALIZED (
    SELECT key, first, until, hours, (row_number() OVER (ORDER BY key) - 1) / 1000 + 1 AS page
      FROM offline_entries(%(venue_id)s::uuid, %(now)s::timestamptz)
), whole AS (
    SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', key, first, until, hours), E'\n' ORDER BY key), ''),
                                    'UTF8')), 'hex') AS version,
           greatest(max(page), 1)::integer AS pages
      FROM entries
)
SELECT %(venue_id)s::uuid AS venue_id, version, date_trunc('second', %(now)s::timestamptz) AS made_at,
       date_trunc('second', %(now)s::timestamptz)
           + make_interval(hours => coalesce((policy ->> 'list_hours')::integer, %(list_hours)s::integer)) AS expires_at,
       %(page)s::integer AS page, pages, '' AS salt,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('key', key, 'first', first, 'until', until, 'hours', hours)
                                  ORDER BY key), '[]')
          FROM entries
         WHERE page = %(page)s::integer) AS entries,
       '' AS signature
  FROM whole
 CROSS JOIN gate_policy_at(%(venue_id)s::uuid, %(now)s::timestamptz) AS policy
 WHERE EXISTS (SELECT FROM gate WHERE venue_id = %(venue_id)s::uuid)
   AND %(page)s::integer BETWEEN 1 AND pages
