-- What 820_as_of.sql tells of one person, of everybody who ever had a record.

-- create
CREATE FUNCTION as_of_records(known_at timestamptz)
RETURNS TABLE (member_key uuid, person_key uuid, counts boolean) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_records(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_records(timestamptz) IS '当时所知：会员档案归属及是否计入会员数 | as known then: whose each member''s record was, and whether it counted as a member';

-- create
CREATE FUNCTION as_of_lots(known_at timestamptz)
RETURNS TABLE (person_key uuid, card_key uuid, lot_key uuid, kind text, card_kind text, trial boolean, first_day date,
               until_day date) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_lots(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_lots(timestamptz) IS '当时所知：权益批次的日子及持有人 | as known then: the days of lots, and who held them';

-- create
CREATE FUNCTION as_of_visits(known_at timestamptz)
RETURNS TABLE (person_key uuid, day date) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_visits(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_visits(timestamptz) IS '当时所知：会员到场的日子 | as known then: the days on which members came';

-- create
CREATE FUNCTION as_of_members(known_at timestamptz)
RETURNS TABLE (member_key uuid, venue_key uuid, channel text, imported boolean, joined_day date, today date,
               months integer) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_members(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_members(timestamptz) IS '当时所知：会员、入会日、当日与满月数 | as known then: members with the day of joining, the day it was, and full months since';

-- create
CREATE FUNCTION as_of_member_months(known_at timestamptz)
RETURNS TABLE (member_key uuid, month integer, first_day date, until_day date, visits integer, held boolean,
               held_next boolean) STABLE
BEGIN ATOMIC
    SELECT told.*
      FROM dim_member AS member
     CROSS JOIN LATERAL as_of_member_months(known_at, member.member_key) AS told
    OFFSET 0;
END;
COMMENT ON FUNCTION as_of_member_months(timestamptz) IS '当时所知：每位会员入会后各满月的到场天数、月末与次月末是否持卡 | as known then: for each full month since joining the days of visit, and whether a card ran on its last day and on that of the next month';
