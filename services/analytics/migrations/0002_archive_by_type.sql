-- A statement of a rebuild reads the events of its own types, a page at a time, and none of the others.
CREATE INDEX ON archive.event (type, archived);
