WITH dropped AS (
    SELECT debt_key, min(version) AS version FROM bi.fact_debt_change WHERE change <> 'owes' GROUP BY debt_key
), said AS (  -- what is said of a debt after it was given up is no debt any more: it is money that came all the same
    SELECT owes.debt_key, owes.date_key, coalesce(dropped.version < owes.version, false) AS late, earlier IS NULL AS first,
           still_owed - coalesce(earlier, 0) AS more
      FROM (SELECT *, lag(still_owed) OVER (PARTITION BY debt_key ORDER BY version) AS earlier
              FROM bi.fact_debt_change
             WHERE change = 'owes') AS owes
      LEFT JOIN dropped ON dropped.debt_key = owes.debt_key
), moved AS (
    SELECT debt_key, date_key, first AND NOT late AS begins, CASE WHEN NOT late THEN greatest(more, 0) ELSE 0 END AS arisen,
           CASE WHEN NOT late THEN greatest(-more, 0) ELSE 0 END AS paid, 0 AS written_off, 0 AS not_renewed,
           CASE WHEN late AND NOT first THEN -more ELSE 0 END AS recovered
      FROM said
     UNION ALL
    SELECT debt_key, date_key, false, 0, 0, CASE change WHEN 'written_off' THEN coalesce(still_owed, 0) ELSE 0 END,
           CASE change WHEN 'not_renewed' THEN coalesce(still_owed, 0) ELSE 0 END, 0
      FROM bi.fact_debt_change
     WHERE change <> 'owes'
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, cause,
       count(*) FILTER (WHERE begins) AS debts, archive.minor(sum(arisen), debt.currency) AS arisen_amount,
       debt.currency AS arisen_currency, archive.minor(sum(moved.paid), debt.currency) AS paid_amount,
       debt.currency AS paid_currency, archive.minor(sum(written_off), debt.currency) AS written_off_amount,
       debt.currency AS written_off_currency, archive.minor(sum(not_renewed), debt.currency) AS not_renewed_amount,
       debt.currency AS not_renewed_currency, archive.minor(sum(recovered), debt.currency) AS recovered_amount,
       debt.currency AS recovered_currency, debt.zone
  FROM moved
  JOIN bi.dim_debt AS debt USING (debt_key)
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, debt.zone, 3, cause, debt.currency
 ORDER BY venue, venue_id, period, cause, arisen_currency
 LIMIT 5000;
