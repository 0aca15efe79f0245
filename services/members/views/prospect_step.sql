-- on ProspectOpened
INSERT INTO prospect_step (position, guest_id, at, by, what, stage, owner_id, follow_up_on)
VALUES (%(position)s, %(guest_id)s, %(happened_at)s, %(actor)s, 'opened', %(stage)s, %(owner_id)s, %(follow_up_on)s)
ON CONFLICT (position) DO NOTHING;

-- on ProspectMoved
INSERT INTO prospect_step (position, guest_id, at, by, what, stage, reason, note, follow_up_on)
VALUES (%(position)s, %(guest_id)s, %(happened_at)s, %(actor)s, 'moved', %(stage)s, %(reason)s, %(note)s,
        %(follow_up_on)s)
ON CONFLICT (position) DO NOTHING;

-- on ProspectAssigned
INSERT INTO prospect_step (position, guest_id, at, by, what, owner_id)
VALUES (%(position)s, %(guest_id)s, %(happened_at)s, %(actor)s, 'assigned', %(owner_id)s)
ON CONFLICT (position) DO NOTHING;

-- on ProspectContacted
INSERT INTO prospect_step (position, guest_id, at, by, what, way, note, follow_up_on)
VALUES (%(position)s, %(guest_id)s, %(happened_at)s, %(actor)s, 'contacted', %(way)s, %(note)s, %(follow_up_on)s)
ON CONFLICT (position) DO NOTHING;
