-- on GuardianLinked
INSERT INTO guardian_link (child_id, guardian_id, relation, evidence, venue_id, since)
VALUES (%(child_id)s, %(guardian_id)s, %(relation)s, %(evidence)s, %(venue_id)s, %(happened_at)s)
ON CONFLICT (child_id, guardian_id) DO UPDATE
   SET relation = excluded.relation, evidence = excluded.evidence, venue_id = excluded.venue_id, because = NULL,
       since = CASE WHEN guardian_link.because IS NULL THEN guardian_link.since ELSE excluded.since END;

-- on GuardianUnlinked
UPDATE guardian_link SET because = %(because)s, of_age_soon = false
 WHERE child_id = %(child_id)s AND guardian_id = %(guardian_id)s;

-- on MinorWatched
UPDATE guardian_link SET of_age_soon = %(noticed)s WHERE child_id = %(child_id)s AND because IS NULL;

-- on ChildCameOfAge
UPDATE guardian_link SET because = 'of_age', of_age_soon = false WHERE child_id = %(child_id)s AND because IS NULL;
