WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
)
SELECT plan_id, plan_version, kind, coach_id, title, goal, content, first_day, until_day, review_on, because, based_on::text[],
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       NOT ended AS current,
       due AND NOT ended AS due
  FROM plan
  JOIN records USING (member_id)
 ORDER BY plan.at DESC, plan_id, plan_version DESC
