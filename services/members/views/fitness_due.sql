-- on FitnessTestScheduled
INSERT INTO fitness_due (member_id, test_id, due_on, every_months, due)
VALUES (%(member_id)s, %(test_id)s, %(due_on)s, %(every_months)s, false)
ON CONFLICT (member_id, test_id) DO UPDATE
   SET due_on = excluded.due_on, every_months = excluded.every_months, due = false;

-- on FitnessTestTaken
UPDATE fitness_due
   SET due_on = %(due_on)s, due = false
 WHERE member_id = %(member_id)s
   AND test_id = %(test_id)s
   AND %(due_on)s::date IS NOT NULL;

-- on FitnessTestDue
UPDATE fitness_due
   SET due = true
 WHERE member_id = %(member_id)s
   AND test_id = %(test_id)s
   AND due_on = %(due_on)s;

-- on FitnessTestStopped
DELETE FROM fitness_due
 WHERE member_id = %(member_id)s
   AND test_id = %(test_id)s;
