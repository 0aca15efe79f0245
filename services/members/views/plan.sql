-- on PlanWritten
WITH earlier AS (
    UPDATE plan SET ended = true WHERE plan_id = %(plan_id)s AND plan_version < %(plan_version)s
)
INSERT INTO plan (plan_id, plan_version, member_id, kind, coach_id, at, title, goal, content, first_day, until_day,
                  review_on, because, based_on)
VALUES (%(plan_id)s, %(plan_version)s, %(member_id)s, %(kind)s, %(coach_id)s, %(happened_at)s, %(title)s, %(goal)s,
        %(content)s, %(first_day)s, %(until_day)s, %(review_on)s, %(because)s,
        ARRAY(SELECT jsonb_array_elements_text(%(based_on)s::jsonb)::uuid))
ON CONFLICT (plan_id, plan_version) DO NOTHING;

-- on PlanReviewDue
UPDATE plan
   SET due = true
 WHERE plan_id = %(plan_id)s
   AND plan_version = %(plan_version)s;

-- on PlanEnded
UPDATE plan SET ended = true WHERE plan_id = %(plan_id)s;
