-- create
CREATE TABLE fact_override (
    override_key uuid,
    clerk_key    text NOT NULL,
    rule         text NOT NULL,
    reason       text,
    member_key   uuid,
    card_key     uuid,
    venue_key    uuid,
    against      text,
    amount       numeric(14,2),
    used         numeric(14,2),
    currency     text,
    days         integer,
    free         boolean NOT NULL DEFAULT false,
    checked      boolean NOT NULL DEFAULT false,
    date_key     integer,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    archived     bigint NOT NULL,
    PRIMARY KEY (override_key)
);
CREATE INDEX ON fact_override (date_key);
CREATE INDEX ON fact_override (clerk_key);
CREATE INDEX ON fact_override (archived);
COMMENT ON TABLE fact_override IS '员工越过规则的决定：何人、何规则、金额多少 | decisions of staff against a rule: who, which rule, and for how much';
COMMENT ON COLUMN fact_override.override_key IS '例外键 | what happened';
COMMENT ON COLUMN fact_override.clerk_key IS '员工键 | who decided it';
COMMENT ON COLUMN fact_override.rule IS '规则：replacement_fee 免补卡费、debt 欠费放行、debt_written_off 核销欠款、level 人工定级、days 赠送天数、card_blocked 人工停用、gate 门禁放行、entry 撤回误刷、health_emergency 紧急查看健康资料 | replacement_fee (waived), debt (let in), debt_written_off, level (by hand), days (given), card_blocked (by hand), gate (let in although refused), entry (taken back) or health_emergency (health data opened)';
COMMENT ON COLUMN fact_override.reason IS '缘由代码：补卡缘由、所定等级、赠送缘由、放行理由或复核结论 | code: why replaced, which level, why days were given, on which ground somebody was let in, or what the review found';
COMMENT ON COLUMN fact_override.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_override.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_override.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_override.against IS '门禁原拒绝的原因代码 | what the gate had refused for, as a code';
COMMENT ON COLUMN fact_override.amount IS '涉及金额：所免费用、所弃欠款、放行时所欠、免费入场所失、撤回入场所退 | money at stake: fee waived, debt given up, owed when let in, forgone by a free entry, or given back with one';
COMMENT ON COLUMN fact_override.used IS '门禁放行所用权益的价值 | worth of what an entry used of what was paid';
COMMENT ON COLUMN fact_override.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_override.days IS '天数：赠送或放行 | days given, or of being let in';
COMMENT ON COLUMN fact_override.free IS '门禁放行是否免费入场：无权益可扣 | whether an entry was free: nothing could pay for it';
COMMENT ON COLUMN fact_override.checked IS '是否经第二人审批或复核 | whether a second person approved or reviewed it';
COMMENT ON COLUMN fact_override.date_key IS '日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_override.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_override.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_override.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, reason, member_key, card_key, venue_key, amount, currency,
                           date_key, happened_at, recorded_at, archived)
SELECT made.replacement_event_key, made.clerk_key, 'replacement_fee', made.reason, made.member_key, made.card_key,
       made.venue_key, made.fee, made.currency, made.date_key, made.happened_at, made.recorded_at, made.archived
  FROM batch
  JOIN fact_replacement_event AS made ON made.replacement_event_key = batch.id
 WHERE type = 'CardReplaced' AND made.change = 'waived'
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, member_key, card_key, venue_key, amount, currency, days, date_key,
                           happened_at, recorded_at, archived)
SELECT door.door_event_key, door.clerk_key, CASE type WHEN 'DebtOverridden' THEN 'debt' ELSE 'card_blocked' END,
       door.member_key, door.card_key, card.venue_key, owing.owed, owing.currency,
       door.until_day - (door.happened_at AT TIME ZONE card.zone)::date + 1, door.date_key, door.happened_at,
       door.recorded_at, door.archived
  FROM batch
  JOIN fact_door_event AS door ON door.door_event_key = batch.id
  LEFT JOIN dim_card AS card ON card.card_key = door.card_key
  LEFT JOIN LATERAL (SELECT said.owed, said.currency
                       FROM fact_door_event AS said
                      WHERE said.card_key = door.card_key AND said.version < door.version AND door.change = 'let_in'
                        AND said.change IN ('shut_for_debt', 'warned_of_debt', 'free_of_debt')
                      ORDER BY said.version DESC
                      LIMIT 1) AS owing ON true
 WHERE type IN ('DebtOverridden', 'CardBlockedByHand')
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, reason, member_key, card_key, venue_key, days, checked, date_key,
                           happened_at, recorded_at, archived)
SELECT id, actor, 'days', data ->> 'cause', (data ->> 'member_id')::uuid, (data ->> 'card_id')::uuid, card.venue_key,
       (data ->> 'days')::integer, asked.application_key IS NOT NULL,
       archive.date_key((batch.happened_at AT TIME ZONE card.zone)::date), batch.happened_at, batch.recorded_at,
       batch.archived
  FROM batch
  LEFT JOIN dim_card AS card ON card.card_key = (data ->> 'card_id')::uuid
  LEFT JOIN fact_application AS asked ON asked.application_key = (data ->> 'gift_id')::uuid
 WHERE type = 'DaysGiven' AND actor NOT LIKE 'service:%'
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, member_key, card_key, venue_key, amount, currency, date_key,
                           happened_at, recorded_at, archived)
SELECT said.debt_change_key, said.clerk_key, 'debt_written_off', said.member_key, debt.card_key, debt.venue_key,
       said.still_owed, said.currency, said.date_key, said.happened_at, said.recorded_at, said.archived
  FROM batch
  JOIN fact_debt_change AS said ON said.debt_change_key = batch.id
  LEFT JOIN dim_debt AS debt ON debt.debt_key = said.debt_key AND debt.version < said.version
 WHERE type = 'DebtWrittenOff' AND said.change = 'written_off'
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, reason, member_key, venue_key, date_key, happened_at, recorded_at,
                           archived)
SELECT batch.id, actor, 'level', said.level, said.member_key, said.venue_key, said.date_key, said.happened_at,
       said.recorded_at, said.archived
  FROM batch
  JOIN fact_level_change AS said ON said.level_change_key = batch.id
 WHERE type = 'LevelReached' AND said.change = 'by_hand'
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, member_key, venue_key, date_key, happened_at, recorded_at, archived)
SELECT (data ->> 'glass_id')::uuid, data ->> 'staff_id', 'health_emergency', (data ->> 'member_id')::uuid,
       (data ->> 'venue_id')::uuid, archive.date_key((happened_at AT TIME ZONE zone)::date), happened_at, recorded_at, archived
  FROM batch
  LEFT JOIN dim_venue ON venue_key = (data ->> 'venue_id')::uuid
 WHERE type = 'GlassBroken'
ON CONFLICT (override_key) DO NOTHING;

-- project
UPDATE fact_override
   SET checked = true, reason = told.reason, archived = greatest(fact_override.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'glass_id') (data ->> 'glass_id')::uuid AS override_key,
               CASE WHEN (data ->> 'justified')::boolean THEN 'justified' ELSE 'not_justified' END AS reason, archived
          FROM batch
         WHERE type = 'GlassReviewed'
         ORDER BY data ->> 'glass_id', version DESC) AS told
 WHERE fact_override.override_key = told.override_key;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, reason, against, member_key, card_key, venue_key, amount, used,
                           currency, free, date_key, happened_at, recorded_at, archived)
SELECT id, data ->> 'clerk_id', 'gate', data ->> 'ground', data -> 'reason' ->> 'code', (data ->> 'member_id')::uuid,
       (data ->> 'card_id')::uuid, (data ->> 'venue_id')::uuid, archive.amount(data -> 'forgone'),
       archive.amount(data -> 'used'), data -> 'used' ->> 'currency', NOT (data ->> 'counted')::boolean,
       archive.date_key((data ->> 'day')::date),
       (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type = 'EntryOverridden'
ON CONFLICT (override_key) DO NOTHING;

-- project
INSERT INTO fact_override (override_key, clerk_key, rule, member_key, card_key, venue_key, amount, currency, date_key,
                           happened_at, recorded_at, archived)
SELECT id, actor, 'entry', (data ->> 'member_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'venue_id')::uuid,
       archive.amount(data -> 'lot_value'), data -> 'lot_value' ->> 'currency', archive.date_key((data ->> 'day')::date),
       happened_at, recorded_at, archived
  FROM batch
 WHERE type = 'EntryTakenBack'
ON CONFLICT (override_key) DO NOTHING;
