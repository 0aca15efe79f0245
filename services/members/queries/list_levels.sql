SELECT ladder, from_day, rank, level, name, name_zh, period_months, needs, falls, reach, keep, rights,
       (ladder = (SELECT begun.ladder
                    FROM level_rule AS begun
                   WHERE begun.from_day <= (%(now)s AT TIME ZONE 'UTC' - interval '12 hours')::date
                   ORDER BY begun.from_day DESC, begun.ladder DESC
                   LIMIT 1)) IS TRUE AS binds
  FROM level_rule
 ORDER BY ladder DESC, rank
