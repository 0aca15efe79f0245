SELECT guest_id, guest.name, guest.phone, prospect.venue_id, source, opened_day, stage, stage_name, stage_name_zh, means,
       since, owner_id, referred_by, follow_up_on, lost_reason, guest.member_id,
       coalesce(follow_up_on < (%(now)s AT TIME ZONE venue.zone)::date, false) AS overdue,
       to_char(last_contact_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_contact_at,
       (SELECT count(*)::int FROM guest_visit WHERE guest_visit.guest_id = prospect.guest_id) AS visits,
       (SELECT count(*)::int FROM trial WHERE trial.guest_id = prospect.guest_id) AS trials
  FROM prospect
  JOIN guest USING (guest_id)
  JOIN venue ON venue.venue_id = prospect.venue_id
 WHERE NOT prospect.erased
   AND %(standing)s = CASE WHEN means IN ('won', 'lost') THEN means ELSE 'open' END
   AND (%(venue_id)s::uuid IS NULL OR prospect.venue_id = %(venue_id)s)
   AND (%(stage)s::text IS NULL OR stage = %(stage)s)
   AND (%(owner_id)s::uuid IS NULL OR owner_id = %(owner_id)s)
   AND (%(actor_venues)s::uuid[] IS NULL OR prospect.venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY follow_up_on NULLS LAST, since, guest_id
 LIMIT 200
