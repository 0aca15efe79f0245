WITH belonging AS (
    SELECT partner_key, coalesce(person_key, joined.member_key) AS person_key, joined.from_day, parted.from_day AS until_day
      FROM bi.fact_partner_member AS joined
      LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member USING (member_key)
      LEFT JOIN LATERAL (SELECT said.from_day
                           FROM bi.fact_partner_member AS said
                          WHERE said.partner_key = joined.partner_key AND said.member_key = joined.member_key
                            AND said.version > joined.version AND NOT said.belongs
                          ORDER BY said.version
                          LIMIT 1) AS parted ON true
     WHERE belongs
), people AS (
    SELECT partner_key, count(*) FILTER (WHERE from_day >= %(first)s AND from_day < %(until)s) AS joined,
           count(*) FILTER (WHERE until_day >= %(first)s AND until_day < %(until)s) AS parted,
           count(DISTINCT person_key) FILTER (WHERE stays) AS people,
           count(DISTINCT person_key) FILTER (WHERE stays AND EXISTS (
               SELECT FROM bi.v_memberships AS held
                WHERE held.person_key = told.person_key AND held.first_day < %(until)s AND held.until_day >= %(until)s)) AS active
      FROM (SELECT *, from_day < %(until)s AND (until_day IS NULL OR until_day >= %(until)s) AS stays FROM belonging) AS told
     GROUP BY partner_key
), came AS (
    SELECT partner_key, count(DISTINCT (belonging.person_key, swipe.venue_key, date)) AS visits
      FROM belonging
      JOIN bi.dim_member AS record ON record.person_key = belonging.person_key
      JOIN bi.fact_checkin AS swipe ON swipe.member_key = record.member_key AND granted AND taken_back_at IS NULL
      JOIN bi.dim_date USING (date_key)
     WHERE date >= greatest(%(first)s, from_day) AND date < least(%(until)s, until_day)
     GROUP BY partner_key
), sold AS (
    SELECT partner_key, currency, count(DISTINCT order_id) AS orders, sum(listed) AS listed, sum(amount) AS paid,
           sum(employer) AS employer
      FROM bi.fact_order_line
     WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     GROUP BY partner_key, currency
)
SELECT partner_key AS agreement_id, partner.name AS partner, name_zh AS partner_zh, partner.from_day, partner.until_day,
       coalesce(joined, 0) AS joined, coalesce(parted, 0) AS left, coalesce(people, 0) AS people, coalesce(active, 0) AS active,
       coalesce(visits, 0) AS visits, coalesce(orders, 0) AS orders, archive.minor(listed, currency) AS listed_amount,
       currency AS listed_currency, archive.minor(paid, currency) AS paid_amount, currency AS paid_currency,
       archive.minor(employer, currency) AS employer_amount, currency AS employer_currency
  FROM bi.dim_partner AS partner
  LEFT JOIN people USING (partner_key)
  LEFT JOIN came USING (partner_key)
  LEFT JOIN sold USING (partner_key)
 WHERE partner.from_day < %(until)s AND partner.until_day > %(first)s
 ORDER BY partner, agreement_id, paid_currency;
