DROP FUNCTION IF EXISTS due_at_till(text, bigint, bigint, bigint, jsonb);

-- What the till is still to take of an order, in minor units: what companies pay of its lines is not due there.
CREATE FUNCTION due_at_till(status text, total bigint, paid bigint, refunded bigint, lines jsonb)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN status IN ('placed', 'part_paid') THEN greatest(0, total - employers - (paid - refunded)) ELSE 0 END
      FROM (SELECT coalesce(sum((line #>> '{partner,employer,amount}')::bigint), 0)::bigint AS employers
              FROM jsonb_array_elements(lines) AS line) AS partners
$$;
