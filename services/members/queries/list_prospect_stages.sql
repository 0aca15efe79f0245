SELECT edition, from_day, rank, stage, name, name_zh, means, follow_up_days, lost_reasons,
       (edition = (SELECT begun.edition
                     FROM prospect_stage AS begun
                    WHERE begun.from_day <= (%(now)s AT TIME ZONE 'UTC' - interval '12 hours')::date
                    ORDER BY begun.from_day DESC, begun.edition DESC
                    LIMIT 1)) IS TRUE AS binds
  FROM prospect_stage
 ORDER BY edition DESC, rank
