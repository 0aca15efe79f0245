-- The log: every event of this service, in one order, for ever; what stands beside it is derived from it.
--
-- Events are appended by `append_events` alone. It takes a shared advisory lock before it draws positions, so that
-- a reader that meets a hole can tell who may still fill it (shared/log/follower.py). Writers never wait for one
-- another but on a row of `stream`.

CREATE TABLE event (
    -- CACHE 1: a position is drawn when it is used, which the reader's proof rests on
    position    bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    stream      text NOT NULL,
    version     bigint NOT NULL,
    id          uuid NOT NULL CONSTRAINT event_id_is_new UNIQUE,
    type        text NOT NULL,
    schema      integer NOT NULL,
    data        json NOT NULL,
    actor       text NOT NULL,
    roles       text[] NOT NULL,
    command_id  uuid NOT NULL,
    cause       text,
    correlation text,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (stream, version)
);
COMMENT ON TABLE event IS 'What happened. Rows are only ever added.';
COMMENT ON COLUMN event.position IS 'Place in the whole log: growing, with holes.';
COMMENT ON COLUMN event.version IS 'Place in the stream: 1, 2, 3 …';
COMMENT ON COLUMN event.happened_at IS 'Business time; may lie before recorded_at.';

CREATE TABLE stream (
    name    text PRIMARY KEY,
    version bigint NOT NULL
);
COMMENT ON TABLE stream IS 'The version each stream stands at; 0: somebody decided upon its absence.';

CREATE TABLE decided (
    command_id  uuid PRIMARY KEY,
    name        text NOT NULL,
    fingerprint bytea NOT NULL,
    position    bigint NOT NULL,
    streams     json NOT NULL,
    refusal     json,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE decided IS 'The first answer to each command, given again when the command comes again.';

-- Appends to all streams or none, in one call, and records the command's answer with it. `names` come sorted and
-- without doubles, so that two writers lock rows in the same order; `befores` and `afters` are the versions of these
-- streams without and with the new events, which follow in log order, one an element of each array.
-- Answers instead of raising: `moved` names the streams that stand elsewhere, `repeated` that the command was
-- decided before. After either the caller rolls back.
CREATE FUNCTION append_events(
    names text[], befores bigint[], afters bigint[],
    streams text[], versions bigint[], ids uuid[], types text[], schemas integer[], bodies json[],
    happened timestamptz[],
    by_actor text, by_roles text[], by_command uuid, caused_by text, in_flow text,
    command text, digest bytea, written json,
    OUT moved text[], OUT repeated boolean, OUT positions bigint[], OUT recorded timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7106407, 1);
    FOR i IN 1 .. cardinality(names) LOOP
        IF afters[i] > befores[i] AND befores[i] > 0 THEN
            UPDATE stream SET version = afters[i] WHERE name = names[i] AND version = befores[i];
        ELSIF afters[i] > 0 AND befores[i] = 0 THEN
            INSERT INTO stream AS s VALUES (names[i], afters[i])
                ON CONFLICT (name) DO UPDATE SET version = excluded.version WHERE s.version = 0;
        ELSE
            IF befores[i] = 0 THEN  -- nothing to lock yet: whoever creates the stream meets this row
                INSERT INTO stream VALUES (names[i], 0) ON CONFLICT DO NOTHING;
            END IF;
            PERFORM FROM stream WHERE name = names[i] AND version = befores[i] FOR SHARE;
        END IF;
        IF NOT FOUND THEN
            moved := moved || names[i];
        END IF;
    END LOOP;
    IF moved IS NOT NULL THEN
        RETURN;
    END IF;
    recorded := clock_timestamp();
    FOR i IN 1 .. cardinality(ids) LOOP
        INSERT INTO event (stream, version, id, type, schema, data, actor, roles, command_id, cause, correlation,
                           happened_at, recorded_at)
            VALUES (streams[i], versions[i], ids[i], types[i], schemas[i], bodies[i], by_actor, by_roles,
                    by_command, caused_by, in_flow, happened[i], recorded)
            RETURNING position INTO place;
        positions[i] := place;
    END LOOP;
    INSERT INTO decided (command_id, name, fingerprint, position, streams, recorded_at)
        VALUES (by_command, command, digest, coalesce(place, 0), written, recorded)
        ON CONFLICT DO NOTHING;
    repeated := NOT FOUND;
END $$;

-- The application adds to the log and answers from it; it cannot rewrite either.
DO $$
DECLARE
    application text := nullif(current_setting('stadion.app_role', true), '');
BEGIN
    IF application IS NOT NULL THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON event, decided FROM %I', application);
        EXECUTE format('REVOKE DELETE, TRUNCATE ON stream FROM %I', application);
    END IF;
END $$;
