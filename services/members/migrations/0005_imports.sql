-- the import that a member came with
ALTER TABLE member ADD import_id uuid;
CREATE INDEX ON member (import_id) WHERE import_id IS NOT NULL;
