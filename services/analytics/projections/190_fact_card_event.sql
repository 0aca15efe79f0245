-- create
CREATE TABLE fact_card_event (
    card_event_key uuid,
    card_key       uuid NOT NULL,
    member_key     uuid,
    lot_key        uuid,
    change         text NOT NULL,
    order_id       uuid,
    detail         text,
    days           integer,
    first_day      date,
    until_day      date,
    date_key       integer,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (card_event_key)
);
CREATE INDEX ON fact_card_event (date_key);
CREATE INDEX ON fact_card_event (card_key);
CREATE INDEX ON fact_card_event (archived);
COMMENT ON TABLE fact_card_event IS '会员卡的变动 | what happened to cards';
COMMENT ON COLUMN fact_card_event.card_event_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_card_event.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_card_event.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_event.lot_key IS '批次键 | lot that it is about: dim_lot';
COMMENT ON COLUMN fact_card_event.change IS '类型：issued 发卡、activated 启用、granted 加批次、not_granted 未能加批次、withdrawn 批次收回、changed 变更卡种（即时，或随续费）、change_planned 预约到期变更、change_withdrawn 撤销预约、days_given 赠送天数、closure_counted 停业顺延、rested_with 随会籍冻结顺延、transferred 转让、frozen 冻结、freeze_ended 提前结束、lost 挂失、found 解挂、auto_renewal_agreed 约定自动续费、auto_renewal_withdrawn 取消自动续费、auto_renewal_lapsed 自动续费失效、renewal_due 应续费、renewal_failed 续费扣款失败、expiring 即将到期、ended 到期、notice_given 申请终止、notice_withdrawn 撤回终止、membership_ended 按通知终止、cancelled 退卡 | issued, activated, granted (a lot), not_granted, withdrawn (a lot), changed (into another product, at once or by a renewal), change_planned, change_withdrawn, days_given, closure_counted, rested_with (a membership), transferred, frozen, freeze_ended, lost, found, auto_renewal_agreed, auto_renewal_withdrawn, auto_renewal_lapsed, renewal_due, renewal_failed, expiring, ended, notice_given, notice_withdrawn, membership_ended or cancelled';
COMMENT ON COLUMN fact_card_event.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_card_event.detail IS '细节：批次来源、启用方式、原因代码、失败原因、终止方式（paid_time 用至付满、notice 提前）、撤回方式，或变更方向（upgrade 升级、downgrade 降级、change 平级） | the lot''s kind, how it was activated, the code of the reason, the cause of a failure, to which end notice was given (paid_time or notice), by what it was withdrawn, or what a change is by the grades (upgrade, downgrade or change)';
COMMENT ON COLUMN fact_card_event.days IS '天数：赠送、冻结、停业顺延、距到期或通知期 | days given, rested, moved by a closure (less than none: back), left, or of notice';
COMMENT ON COLUMN fact_card_event.first_day IS '冻结首日 | first day of the rest';
COMMENT ON COLUMN fact_card_event.until_day IS '按终止通知的止日（不含） | over from this day on by the notice';
COMMENT ON COLUMN fact_card_event.date_key IS '变动日键，yyyymmdd，售卡场馆时区 | day, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_card_event.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_event.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_card_event.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_card_event (card_event_key, card_key, member_key, lot_key, change, order_id, detail, days, first_day, until_day,
                             date_key, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       coalesce(data ->> 'lot_id', data -> 'lot' ->> 'lot_id', CASE type WHEN 'CardIssued' THEN data ->> 'card_id' END)::uuid,
       CASE type WHEN 'CardIssued' THEN 'issued' WHEN 'CardActivated' THEN 'activated' WHEN 'LotGranted' THEN 'granted'
                 WHEN 'LotNotGranted' THEN 'not_granted' WHEN 'LotWithdrawn' THEN 'withdrawn'
                 WHEN 'ProductChanged' THEN 'changed' WHEN 'PlannedChangeMade' THEN 'changed'
                 WHEN 'ChangePlanned' THEN 'change_planned' WHEN 'PlannedChangeWithdrawn' THEN 'change_withdrawn'
                 WHEN 'DaysGiven' THEN 'days_given'
                 WHEN 'ClosureCounted' THEN 'closure_counted' WHEN 'MembershipRestCounted' THEN 'rested_with'
                 WHEN 'CardTransferred' THEN 'transferred' WHEN 'CardFrozen' THEN 'frozen'
                 WHEN 'FreezeEnded' THEN 'freeze_ended' WHEN 'CardReportedLost' THEN 'lost'
                 WHEN 'CardFound' THEN 'found' WHEN 'AutoRenewalAgreed' THEN 'auto_renewal_agreed'
                 WHEN 'AutoRenewalWithdrawn' THEN 'auto_renewal_withdrawn'
                 WHEN 'AutoRenewalLapsed' THEN 'auto_renewal_lapsed' WHEN 'RenewalDue' THEN 'renewal_due'
                 WHEN 'RenewalFailed' THEN 'renewal_failed' WHEN 'CardExpiring' THEN 'expiring'
                 WHEN 'CardEnded' THEN 'ended' WHEN 'NoticeGiven' THEN 'notice_given'
                 WHEN 'NoticeWithdrawn' THEN 'notice_withdrawn' WHEN 'MembershipEnded' THEN 'membership_ended' ELSE 'cancelled' END,
       coalesce(data ->> 'order_id', data -> 'lot' ->> 'order_id')::uuid,
       CASE type WHEN 'CardIssued' THEN coalesce(data ->> 'kind', 'sale') WHEN 'CardActivated' THEN data ->> 'by'
                 WHEN 'LotGranted' THEN data -> 'lot' ->> 'kind' WHEN 'LotNotGranted' THEN data -> 'reason' ->> 'code'
                 WHEN 'ProductChanged' THEN coalesce(data ->> 'direction', 'change')
                 WHEN 'PlannedChangeMade' THEN data ->> 'direction' WHEN 'ChangePlanned' THEN data ->> 'direction'
                 WHEN 'PlannedChangeWithdrawn' THEN data ->> 'by'
                 WHEN 'NoticeWithdrawn' THEN data ->> 'by' WHEN 'NoticeGiven' THEN data ->> 'ends'
                 WHEN 'MembershipEnded' THEN data ->> 'ends' ELSE data ->> 'cause' END,
       CASE type WHEN 'DaysGiven' THEN (data ->> 'days')::integer
                 WHEN 'NoticeGiven' THEN (data ->> 'last_day')::date - (data ->> 'day')::date
                 WHEN 'ClosureCounted' THEN (data ->> 'moved_days')::integer
                 WHEN 'MembershipRestCounted' THEN (data ->> 'moved_days')::integer WHEN 'FreezeEnded' THEN (data ->> 'rested_days')::integer
                 WHEN 'CardFrozen' THEN (data -> 'rest' ->> 'until')::date - (data -> 'rest' ->> 'first')::date
                 ELSE (data ->> 'days_left')::integer END,
       (data -> 'rest' ->> 'first')::date,
       CASE WHEN type IN ('NoticeGiven', 'NoticeWithdrawn', 'MembershipEnded') THEN (data ->> 'valid_until')::date END,
       archive.date_key((happened_at AT TIME ZONE dim_card.zone)::date), happened_at, recorded_at, archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('CardIssued', 'CardActivated', 'LotGranted', 'LotNotGranted', 'LotWithdrawn', 'ProductChanged', 'DaysGiven',
                'CardTransferred', 'CardFrozen', 'FreezeEnded', 'CardReportedLost', 'CardFound', 'AutoRenewalAgreed',
                'AutoRenewalWithdrawn', 'AutoRenewalLapsed', 'RenewalDue', 'RenewalFailed', 'CardExpiring', 'CardEnded',
                'CardCancelledAfterRefund', 'ClosureCounted', 'MembershipRestCounted', 'NoticeGiven', 'NoticeWithdrawn', 'MembershipEnded',
                'ChangePlanned', 'PlannedChangeMade', 'PlannedChangeWithdrawn')
ON CONFLICT (card_event_key) DO NOTHING;
