-- The log: every event of this service, in one order, for ever; what stands beside it is derived from it.
--
-- Events are appended by `append_events` alone. It holds two kinds of advisory lock until its transaction ends:
-- * (7106407, 1), shared: "an append is under way". Taken before positions are drawn, so that a reader that meets a
--   hole can tell who may still fill it (shared/log/follower.py). Writers do not wait for one another here.
-- * one a stream, on a hash of its name: exclusive to write it, shared to rest a decision on its version.

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
) WITH (autovacuum_analyze_threshold = 1000);  -- a session must not keep a plan that was right for fifty rows
COMMENT ON TABLE event IS 'What happened. Rows are only ever added.';
COMMENT ON COLUMN event.position IS 'Place in the whole log: growing, with holes.';
COMMENT ON COLUMN event.version IS 'Place in the stream: 1, 2, 3 …';
COMMENT ON COLUMN event.happened_at IS 'Business time; may lie before recorded_at.';

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

-- Appends to all streams or none, in one call, and records the command's answer with it.
-- `streams`: {name, version without, version with the new events} each, sorted by name and without doubles, so that
-- two writers lock in the same order. `events`: {stream, version, id, type, schema, data, happened_at} each, in log order.
-- Answers {appended, recorded_at in microseconds, positions …}; or {moved, names …}, the streams that stand elsewhere;
-- or {repeated}, the command was decided before. After these two the caller rolls back.
-- For READ COMMITTED: each statement sees what was committed before it, and so what a lock was waited for.
-- (Two text arrays and one value: arguments and results of many types cost as much as the insert.)
CREATE FUNCTION append_events(
    streams text[], events text[],
    by_actor text, by_roles text[], by_command uuid, caused_by text, in_flow text,
    command text, digest bytea, written json
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    place    bigint;
    moved    text[];
    recorded timestamptz;
    answer   text[];
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7106407, 1);
    FOR i IN 1 .. coalesce(array_length(streams, 1), 0) LOOP
        IF streams[i][2] <> streams[i][3] THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(streams[i][1], 0));
        ELSE
            PERFORM pg_advisory_xact_lock_shared(hashtextextended(streams[i][1], 0));
        END IF;
        SELECT version INTO place FROM event WHERE stream = streams[i][1] ORDER BY version DESC LIMIT 1;
        IF coalesce(place, 0) <> streams[i][2]::bigint THEN
            moved := moved || streams[i][1];
        END IF;
    END LOOP;
    IF moved IS NOT NULL THEN
        RETURN array_prepend('moved', moved);
    END IF;
    recorded := clock_timestamp();
    answer := ARRAY['appended', (extract(epoch FROM recorded) * 1000000)::bigint::text];
    place := 0;
    FOR i IN 1 .. coalesce(array_length(events, 1), 0) LOOP
        INSERT INTO event (stream, version, id, type, schema, data, actor, roles, command_id, cause, correlation,
                           happened_at, recorded_at)
            VALUES (events[i][1], events[i][2]::bigint, events[i][3]::uuid, events[i][4], events[i][5]::integer,
                    events[i][6]::json, by_actor, by_roles, by_command, caused_by, in_flow,
                    events[i][7]::timestamptz, recorded)
            RETURNING position INTO place;
        answer := answer || place::text;
    END LOOP;
    INSERT INTO decided (command_id, name, fingerprint, position, streams, recorded_at)
        VALUES (by_command, command, digest, place, written, recorded)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN '{repeated}';
    END IF;
    RETURN answer;
END $$;

-- The application adds to the log and answers from it; it cannot rewrite either.
DO $$
DECLARE
    application text := nullif(current_setting('stadion.app_role', true), '');
BEGIN
    IF application IS NOT NULL THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON event, decided FROM %I', application);
    END IF;
END $$;
