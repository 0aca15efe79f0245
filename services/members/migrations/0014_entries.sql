-- what an entry is about where a person has several, and whether anybody can read it still
ALTER TABLE entry ADD item_id uuid, ADD gone boolean NOT NULL DEFAULT false;
CREATE INDEX ON entry (subject_id, kind);
CREATE INDEX ON entry (position) WHERE is_right IS NOT TRUE AND NOT gone;
