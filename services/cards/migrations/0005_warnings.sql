-- what the gate said while it opened
ALTER TABLE swipe ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';
