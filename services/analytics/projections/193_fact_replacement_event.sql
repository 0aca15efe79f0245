-- create
CREATE TABLE fact_replacement_event (
    replacement_event_key uuid,
    replacement_key       uuid,
    card_key              uuid NOT NULL,
    member_key            uuid,
    venue_key             uuid,
    change                text NOT NULL,
    reason                text,
    fee                   numeric(14,2),
    currency              text,
    order_id              uuid,
    clerk_key             text,
    date_key              integer,
    version               bigint NOT NULL,
    happened_at           timestamptz NOT NULL,
    recorded_at           timestamptz NOT NULL,
    archived              bigint NOT NULL,
    PRIMARY KEY (replacement_event_key)
);
CREATE INDEX ON fact_replacement_event (replacement_key);
CREATE INDEX ON fact_replacement_event (date_key);
CREATE INDEX ON fact_replacement_event (archived);
COMMENT ON TABLE fact_replacement_event IS '补卡：申请、办成、免费、撤回与未成 | replacements of cards: asked for, made, waived, withdrawn or not made';
COMMENT ON COLUMN fact_replacement_event.replacement_event_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_replacement_event.replacement_key IS '补卡键；未成者为空 | replacement; none: paid for and not made';
COMMENT ON COLUMN fact_replacement_event.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_replacement_event.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_replacement_event.venue_key IS '申请场馆键；撤回与未成时为售卡场馆 | venue where it was asked for, of what was withdrawn or not made the one that sold the card: dim_venue';
COMMENT ON COLUMN fact_replacement_event.change IS '类型：requested 申请、made 办成、waived 免费办成、withdrawn 找回而撤回、not_made 已缴费未办成 | requested, made, waived (made without its fee), withdrawn (found again) or not_made (its fee goes back)';
COMMENT ON COLUMN fact_replacement_event.reason IS '缘由：lost 遗失、stolen 被盗、damaged 损坏；未成时为原因代码 | lost, stolen or damaged; of what was not made the code of why';
COMMENT ON COLUMN fact_replacement_event.fee IS '补卡费，含税：申请时为应缴，办成时为实缴，免费时为所免 | fee, tax included: asked for, paid, or waived; none: there is none';
COMMENT ON COLUMN fact_replacement_event.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_replacement_event.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_replacement_event.clerk_key IS '免费者的员工键 | who waived the fee';
COMMENT ON COLUMN fact_replacement_event.date_key IS '日键，yyyymmdd，售卡场馆时区 | day, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_replacement_event.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_replacement_event.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_replacement_event.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_replacement_event.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_replacement_event (replacement_event_key, replacement_key, card_key, member_key, venue_key, change, reason,
                                    fee, currency, order_id, clerk_key, date_key, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'replacement_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       coalesce((data ->> 'venue_id')::uuid, venue_key),
       CASE WHEN type = 'ReplacementRequested' THEN 'requested' WHEN type = 'ReplacementWithdrawn' THEN 'withdrawn'
            WHEN type = 'ReplacementNotMade' THEN 'not_made' WHEN data ->> 'waived' IS NOT NULL THEN 'waived' ELSE 'made' END,
       CASE type WHEN 'ReplacementNotMade' THEN data -> 'reason' ->> 'code' ELSE data ->> 'reason' END,
       archive.amount(data -> 'fee'), data -> 'fee' ->> 'currency', (data ->> 'order_id')::uuid,
       CASE WHEN data ->> 'waived' IS NOT NULL THEN actor END,
       archive.date_key((happened_at AT TIME ZONE zone)::date), version, happened_at, recorded_at, batch.archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('ReplacementRequested', 'CardReplaced', 'ReplacementWithdrawn', 'ReplacementNotMade')
ON CONFLICT (replacement_event_key) DO NOTHING;

-- project
UPDATE fact_replacement_event AS made  -- the fee that was waived is the one that had been asked for
   SET fee = asked.fee, currency = asked.currency
  FROM batch
  JOIN fact_replacement_event AS asked ON asked.replacement_key = (data ->> 'replacement_id')::uuid AND asked.change = 'requested'
 WHERE type = 'CardReplaced' AND data ->> 'waived' IS NOT NULL
   AND made.replacement_event_key = batch.id;
