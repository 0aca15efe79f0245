-- scope is 'chain' or the id of a venue; number counts the editions of one kind in one scope
CREATE TABLE document (
    scope           text NOT NULL,
    kind            text NOT NULL,
    number          integer NOT NULL,
    edition         text NOT NULL,
    from_day        date NOT NULL,
    sign_again_from date,
    text            text NOT NULL,
    text_zh         text NOT NULL,
    PRIMARY KEY (scope, kind, number)
);

-- signed_as, network_address and reason are sealed with the member's key
CREATE TABLE signature (
    position        bigint PRIMARY KEY,
    member_id       uuid NOT NULL,
    kind            text NOT NULL,
    scope           text NOT NULL,
    number          integer NOT NULL,
    edition         text NOT NULL,
    at              timestamptz NOT NULL,
    signed_by       uuid NOT NULL,
    witnessed_by    text,
    signed_as       text NOT NULL,
    network_address text,
    ended           text,
    reason          text
);
CREATE INDEX ON signature (member_id, scope, kind, number);

-- What a venue has in force on a day, its own document before the chain's. A signature is in force from the edition
-- `enough_from` on; from `demanded_from` on only from `demanded` on. `to_sign` is the edition to lay before who signs now.
CREATE FUNCTION documents_at(at_venue uuid, on_day date)
RETURNS TABLE (scope text, kind text, edition text, enough_from integer, demanded integer, demanded_from date, to_sign text)
LANGUAGE sql STABLE AS $$
    WITH begun AS (
        SELECT DISTINCT ON (document.kind) document.scope, document.kind, document.number, document.edition
          FROM document
         WHERE document.scope IN ('chain', at_venue::text)
           AND document.from_day <= on_day
         ORDER BY document.kind, document.scope = 'chain', document.from_day DESC, document.number DESC
    )
    SELECT begun.scope, begun.kind, begun.edition,
           coalesce((SELECT max(past.number) FROM document AS past
                      WHERE (past.scope, past.kind) = (begun.scope, begun.kind)
                        AND past.sign_again_from <= on_day), 1),
           coalesce(latest.number, 1),
           latest.sign_again_from,
           CASE WHEN latest.number > begun.number THEN latest.edition ELSE begun.edition END
      FROM begun
      LEFT JOIN LATERAL (
           SELECT document.number, document.edition, document.sign_again_from
             FROM document
            WHERE (document.scope, document.kind) = (begun.scope, begun.kind)
              AND document.sign_again_from IS NOT NULL
            ORDER BY document.number DESC
            LIMIT 1) AS latest ON true
$$;

-- the best signature that stands, by member, scope and kind
CREATE VIEW standing_signature AS
SELECT DISTINCT ON (member_id, scope, kind) member_id, scope, kind, number, edition, signed_by, at
  FROM signature
 WHERE ended IS NULL
 ORDER BY member_id, scope, kind, number DESC, position DESC;
