-- create
CREATE FUNCTION churn_features(known_at timestamptz, of_person uuid)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, as_of_day date,
               days_as_member integer, months integer, visits bigint, visits_30 bigint, visits_90 bigint,
               monthly_visits numeric, visits_by_month integer[], months_without_visit bigint, months_since_visit integer,
               days_since_visit integer, refusals_90 bigint, card_state text, card_kind text, days_left integer,
               days_since_over integer, renewal_due boolean, renews_by_itself boolean, renewals bigint, freezes bigint,
               frozen_days bigint, contacts_90 bigint, notice_given boolean) STABLE
BEGIN ATOMIC
    WITH member AS MATERIALIZED (
        SELECT * FROM as_of_members(known_at, of_person) AS told WHERE told.today >= told.joined_day
    ), came AS (
        SELECT member.member_key, count(*) AS visits, count(*) FILTER (WHERE visit.day > member.today - 30) AS visits_30,
               count(*) FILTER (WHERE visit.day > member.today - 90) AS visits_90, max(visit.day) AS last_day
          FROM member
          JOIN as_of_visits(known_at, of_person) AS visit ON visit.person_key = member.member_key
         GROUP BY member.member_key
    ), monthly AS (
        SELECT month.member_key, array_agg(month.visits ORDER BY month.month) AS visits, sum(month.visits) AS total,
               count(*) FILTER (WHERE month.visits = 0) AS without,
               max(month.month) - coalesce(max(month.month) FILTER (WHERE month.visits > 0), 0) AS since
          FROM as_of_member_months(known_at, of_person) AS month
         GROUP BY month.member_key
    ), refused AS (
        SELECT record.person_key, count(*) AS times
          FROM fact_checkin AS swipe
          JOIN as_of_records(known_at, of_person) AS record ON record.member_key = swipe.member_key
         WHERE NOT swipe.granted AND swipe.recorded_at <= known_at AND swipe.happened_at > known_at - interval '90 days'
         GROUP BY record.person_key
    ), spoken AS (
        SELECT record.person_key, count(*) AS times
          FROM fact_contact AS contact
          JOIN as_of_records(known_at, of_person) AS record ON record.member_key = contact.member_key
         WHERE contact.recorded_at <= known_at AND contact.happened_at > known_at - interval '90 days'
         GROUP BY record.person_key
    ), held_lot AS MATERIALIZED (
        SELECT * FROM as_of_lots(known_at, of_person)
    ), card AS MATERIALIZED (
        SELECT DISTINCT held_lot.card_key FROM held_lot
    ), rest AS (  -- each rest as it was last told
        SELECT DISTINCT ON (said.card_key, said.first_day) said.card_key, said.first_day, said.first_day + said.days AS until_day
          FROM card
          JOIN fact_card_event AS said ON said.card_key = card.card_key
         WHERE said.change IN ('frozen', 'freeze_ended') AND said.recorded_at <= known_at
         ORDER BY said.card_key, said.first_day, said.archived DESC
    ), lost AS (
        SELECT DISTINCT ON (said.card_key) said.card_key, said.change = 'lost' AS lost
          FROM card
          JOIN fact_card_event AS said ON said.card_key = card.card_key
         WHERE said.change IN ('lost', 'found') AND said.recorded_at <= known_at
         ORDER BY said.card_key, said.archived DESC
    ), agreed AS (
        SELECT DISTINCT ON (said.card_key) said.card_key, said.change = 'auto_renewal_agreed' AS agreed
          FROM card
          JOIN fact_card_event AS said ON said.card_key = card.card_key
         WHERE said.change IN ('auto_renewal_agreed', 'auto_renewal_withdrawn', 'auto_renewal_lapsed')
           AND said.recorded_at <= known_at
         ORDER BY said.card_key, said.archived DESC
    ), leaving AS (
        SELECT DISTINCT ON (said.card_key) said.card_key, said.change = 'notice_given' AS given
          FROM card
          JOIN fact_card_event AS said ON said.card_key = card.card_key
         WHERE said.change IN ('notice_given', 'notice_withdrawn', 'membership_ended') AND said.recorded_at <= known_at
         ORDER BY said.card_key, said.archived DESC
    ), lot AS (
        SELECT member.member_key, member.today, told.*, told.first_day <= member.today AND told.until_day > member.today AS runs,
               coalesce(rest.card_key IS NOT NULL, false) AS frozen, coalesce(lost.lost, false) AS lost,
               coalesce(agreed.agreed, false) AS agreed, coalesce(leaving.given, false) AS leaves
          FROM member
          JOIN held_lot AS told ON told.person_key = member.member_key
          LEFT JOIN rest ON rest.card_key = told.card_key AND rest.first_day <= member.today AND rest.until_day > member.today
          LEFT JOIN lost ON lost.card_key = told.card_key
          LEFT JOIN agreed ON agreed.card_key = told.card_key
          LEFT JOIN leaving ON leaving.card_key = told.card_key
         WHERE NOT told.trial AND told.first_day < told.until_day
    ), held AS (
        SELECT lot.member_key, max(lot.today) AS today,
               CASE WHEN bool_or(lot.runs AND NOT lot.frozen AND NOT lot.lost) THEN 'running'
                    WHEN bool_or(lot.runs AND lot.frozen) THEN 'frozen' WHEN bool_or(lot.runs) THEN 'lost'
                    WHEN bool_or(lot.first_day > lot.today) THEN 'not_begun' ELSE 'over' END AS state,
               (array_agg(lot.card_kind ORDER BY lot.runs DESC, lot.until_day DESC, lot.lot_key))[1] AS card_kind,
               bool_or(lot.runs) AS runs, max(lot.until_day) AS until_day, bool_or(lot.agreed AND lot.runs) AS agreed,
               bool_or(lot.leaves AND lot.runs) AS leaves,
               count(*) FILTER (WHERE lot.kind = 'renewal') AS renewals
          FROM lot
         GROUP BY lot.member_key
    ), rested AS (
        SELECT lot.member_key, count(*) AS times, sum(least(rest.until_day, lot.today) - rest.first_day) AS days
          FROM (SELECT DISTINCT lot.member_key, lot.card_key, lot.today FROM lot) AS lot
          JOIN rest ON rest.card_key = lot.card_key AND rest.first_day <= lot.today AND rest.until_day > rest.first_day
         GROUP BY lot.member_key
    )
    SELECT member.member_key, member.venue_key, member.channel, member.imported, member.joined_day, member.today,
           member.today - member.joined_day, member.months, coalesce(came.visits, 0), coalesce(came.visits_30, 0),
           coalesce(came.visits_90, 0), round(monthly.total::numeric / nullif(member.months, 0), 3),
           coalesce(monthly.visits, '{}'), coalesce(monthly.without, 0), coalesce(monthly.since, 0),
           member.today - came.last_day, coalesce(refused.times, 0), coalesce(held.state, 'none'), held.card_kind,
           CASE WHEN held.runs AND held.until_day < '9999-12-31' THEN held.until_day - held.today END,
           CASE WHEN held.state = 'over' THEN held.today - held.until_day END,
           coalesce(held.runs AND held.until_day <= held.today + 30, false), coalesce(held.agreed, false),
           coalesce(held.renewals, 0), coalesce(rested.times, 0), coalesce(rested.days, 0), coalesce(spoken.times, 0),
           coalesce(held.leaves, false)
      FROM member
      LEFT JOIN came ON came.member_key = member.member_key
      LEFT JOIN monthly ON monthly.member_key = member.member_key
      LEFT JOIN refused ON refused.person_key = member.member_key
      LEFT JOIN spoken ON spoken.person_key = member.member_key
      LEFT JOIN held ON held.member_key = member.member_key
      LEFT JOIN rested ON rested.member_key = member.member_key;
END;
COMMENT ON FUNCTION churn_features(timestamptz, uuid) IS '流失预测特征：仅用该时刻前已记录的事件，不含其后任何信息（某一会员） | features for a forecast of leaving, from events recorded up to that instant and nothing after it; the meaning of each column: query ChurnFeatures; of one person';

-- create
CREATE FUNCTION churn_features(known_at timestamptz)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, as_of_day date,
               days_as_member integer, months integer, visits bigint, visits_30 bigint, visits_90 bigint,
               monthly_visits numeric, visits_by_month integer[], months_without_visit bigint, months_since_visit integer,
               days_since_visit integer, refusals_90 bigint, card_state text, card_kind text, days_left integer,
               days_since_over integer, renewal_due boolean, renews_by_itself boolean, renewals bigint, freezes bigint,
               frozen_days bigint, contacts_90 bigint, notice_given boolean) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM as_of_page(known_at, '00000000-0000-0000-0000-000000000000', NULL, NULL) AS page
     CROSS JOIN LATERAL churn_features(known_at, page.person_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION churn_features(timestamptz) IS '流失预测特征：仅用该时刻前已记录的事件，不含其后任何信息 | features for a forecast of leaving, from events recorded up to that instant and nothing after it; the meaning of each column: query ChurnFeatures';
