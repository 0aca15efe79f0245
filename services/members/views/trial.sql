-- on TrialGranted
INSERT INTO trial (trial_id, guest_id, venue_id, day)
VALUES (%(trial_id)s, %(guest_id)s, %(venue_id)s, %(day)s)
ON CONFLICT (trial_id) DO NOTHING;
