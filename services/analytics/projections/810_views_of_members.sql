-- create
CREATE VIEW v_member_changes AS
SELECT member_event_key, member_key, change, venue_key, date_key, counted - lag(counted, 1, 0) OVER record AS members,
       happened_at, recorded_at
  FROM (SELECT *, CASE WHEN change IN ('registered', 'imported', 'merge_undone') THEN 1 ELSE 0 END AS counted
          FROM fact_member_event) AS told
WINDOW record AS (PARTITION BY member_key ORDER BY version);
COMMENT ON VIEW v_member_changes IS '会员数的增减：合计即为会员数，合并的会员只算一次 | how each change moved the number of members: their sum is that number; a merged member counts once';
COMMENT ON COLUMN v_member_changes.member_event_key IS '变动键 | what happened: fact_member_event';
COMMENT ON COLUMN v_member_changes.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN v_member_changes.change IS '类型：见 fact_member_event.change | see fact_member_event.change';
COMMENT ON COLUMN v_member_changes.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN v_member_changes.date_key IS '变动日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN v_member_changes.members IS '会员数增减：1、0 或 -1 | 1, 0 or -1 member more';
COMMENT ON COLUMN v_member_changes.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN v_member_changes.recorded_at IS '记录时间，UTC | when it was recorded, UTC';

-- create
CREATE VIEW v_lots AS
SELECT lot_key, card_key, coalesce(person_key, holder.member_key) AS person_key, holder.member_key, lot.product_key,
       product_version_key, lot.venue_key, lot.kind, lot.card_kind, lot.trial, order_id, lot.price, lot.paid,
       lot.currency, lot.granted_date_key,
       CASE WHEN holder.nth = 1 THEN lot.first_day ELSE greatest(lot.first_day, holder.since_day) END AS first_day,
       least(lot.until_day, lot.ended_day, holder.next_day, card.notice_until,
             CASE WHEN units_left = 0 THEN greatest(units_day, lot.first_day) + 1 END) AS until_day,
       lot.ended_by
  FROM dim_lot AS lot
  JOIN (SELECT card_key, member_key, since_day, lead(since_day) OVER card AS next_day, row_number() OVER card AS nth
          FROM fact_card_holder
        WINDOW card AS (PARTITION BY card_key ORDER BY version)) AS holder USING (card_key)
  LEFT JOIN (SELECT card_key, notice_until FROM dim_card) AS card USING (card_key)
  LEFT JOIN dim_member ON dim_member.member_key = holder.member_key;
COMMENT ON VIEW v_lots IS '权益批次实际有效的日子，按持有人 | the days on which lots really ran, by who held the card';
COMMENT ON COLUMN v_lots.lot_key IS '批次键 | lot: dim_lot';
COMMENT ON COLUMN v_lots.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN v_lots.person_key IS '持有人现归属的会员键 | whose the holder''s record is now: dim_member.person_key';
COMMENT ON COLUMN v_lots.member_key IS '持有人会员键（假名） | holder in these days, pseudonymous: dim_member';
COMMENT ON COLUMN v_lots.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN v_lots.product_version_key IS '版本键 | version of the product: dim_product_version';
COMMENT ON COLUMN v_lots.venue_key IS '售出场馆键 | venue that sold it: dim_venue';
COMMENT ON COLUMN v_lots.kind IS '来源：见 dim_lot.kind | see dim_lot.kind';
COMMENT ON COLUMN v_lots.card_kind IS '卡类：term 期限、visits 次数、stored_value 储值 | term, visits or stored_value';
COMMENT ON COLUMN v_lots.trial IS '是否体验 | whether it is a trial';
COMMENT ON COLUMN v_lots.order_id IS '订单号 | order';
COMMENT ON COLUMN v_lots.price IS '批次价款，含税 | price of the lot, tax included';
COMMENT ON COLUMN v_lots.paid IS '其中本次应付 | what was to be paid for it now';
COMMENT ON COLUMN v_lots.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN v_lots.granted_date_key IS '获得日键，yyyymmdd | day of the grant, yyyymmdd, in the zone of the card';
COMMENT ON COLUMN v_lots.first_day IS '首日 | first day';
COMMENT ON COLUMN v_lots.until_day IS '止日（不含）：到期、收回、转出、用完或按通知终止 | over from this day on: ended, withdrawn, passed on, used up or given up by notice';
COMMENT ON COLUMN v_lots.ended_by IS '提前终止：见 dim_lot.ended_by | see dim_lot.ended_by';

-- create
CREATE VIEW v_lot_users AS
SELECT person_key, card_key, lot_key, true AS holds, trial, first_day, until_day, ended_by
  FROM v_lots
 UNION ALL
SELECT coalesce(member.person_key, shared.member_key), lot.card_key, lot.lot_key, false, lot.trial,
       greatest(lot.first_day, shared.since_day), least(lot.until_day, over.day), lot.ended_by
  FROM fact_card_sharer AS shared
  JOIN v_lots AS lot ON lot.card_key = shared.card_key
  LEFT JOIN dim_member AS member ON member.member_key = shared.member_key
  LEFT JOIN LATERAL (SELECT day
                       FROM (SELECT since_day AS day, version
                               FROM fact_card_sharer
                              WHERE card_key = shared.card_key AND member_key = shared.member_key AND NOT shares
                              UNION ALL
                             SELECT since_day, version FROM fact_card_holder WHERE card_key = shared.card_key) AS ends
                      WHERE version > shared.version
                      ORDER BY version
                      LIMIT 1) AS over ON true
 WHERE shared.shares AND greatest(lot.first_day, shared.since_day) < least(lot.until_day, over.day);
COMMENT ON VIEW v_lot_users IS '可使用权益批次的人及日子：持有人与共用人 | who could use a lot on which days: its holder, and those who share the card';
COMMENT ON COLUMN v_lot_users.person_key IS '现归属的会员键 | whose the record is now: dim_member.person_key';
COMMENT ON COLUMN v_lot_users.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN v_lot_users.lot_key IS '批次键 | lot: dim_lot';
COMMENT ON COLUMN v_lot_users.holds IS '是否持有人；否则为共用人 | whether the holder, or somebody who shares the card';
COMMENT ON COLUMN v_lot_users.trial IS '是否体验 | whether it is a trial';
COMMENT ON COLUMN v_lot_users.first_day IS '首日 | first day';
COMMENT ON COLUMN v_lot_users.until_day IS '止日（不含） | over from this day on';
COMMENT ON COLUMN v_lot_users.ended_by IS '提前终止：见 dim_lot.ended_by | see dim_lot.ended_by';

-- create
CREATE VIEW v_memberships AS
SELECT person_key, row_number() OVER (PARTITION BY person_key ORDER BY min(first_day)) AS nth, min(first_day) AS first_day,
       max(until_day) AS until_day
  FROM (SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY person_key ORDER BY first_day, until_day, lot_key) AS island
          FROM (SELECT person_key, lot_key, first_day, until_day,
                       first_day > coalesce(max(until_day) OVER before, '-infinity') AS begins
                  FROM v_lot_users
                 WHERE NOT trial AND first_day < until_day
                WINDOW before AS (PARTITION BY person_key ORDER BY first_day, until_day, lot_key
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS lot) AS joined
 GROUP BY person_key, island;
COMMENT ON VIEW v_memberships IS '会员不间断持有或共用有效卡的时段，体验卡不计 | unbroken times in which a person had a running card, or shared one; trials do not count';
COMMENT ON COLUMN v_memberships.person_key IS '会员键，合并后为保留者 | member, the survivor of a merge: dim_member.person_key';
COMMENT ON COLUMN v_memberships.nth IS '第几段；1 为首次 | which of the person''s times; 1: the first';
COMMENT ON COLUMN v_memberships.first_day IS '首日，售卡场馆时区 | first day, in the zone of the selling venue';
COMMENT ON COLUMN v_memberships.until_day IS '止日（不含）；9999-12-31 为无止日 | over from this day on; 9999-12-31: no end';

-- create
CREATE VIEW v_members AS
SELECT member.member_key, person_key, venue.name AS venue, venue.name_zh AS venue_zh, channel, language, cohort_month,
       imported, member.erased, withdrawn, member.member_key = person_key AND NOT member.erased AND NOT withdrawn AS counts,
       sex, birth_year
  FROM dim_member AS member
  LEFT JOIN dim_person USING (member_key)
  LEFT JOIN dim_venue AS venue USING (venue_key);
COMMENT ON VIEW v_members IS '会员（无姓名与电话） | members, without name and phone';
COMMENT ON COLUMN v_members.member_key IS '会员键（假名） | member, pseudonymous';
COMMENT ON COLUMN v_members.person_key IS '现归属的会员键：合并后为保留者 | whose it is now: the survivor of a merge, else itself';
COMMENT ON COLUMN v_members.venue IS '场馆英文名 | venue';
COMMENT ON COLUMN v_members.venue_zh IS '场馆中文名 | venue, in Chinese';
COMMENT ON COLUMN v_members.channel IS '注册渠道 | channel of registration';
COMMENT ON COLUMN v_members.language IS '语言 | language';
COMMENT ON COLUMN v_members.cohort_month IS '注册月份，yyyymm | month of registration, yyyymm';
COMMENT ON COLUMN v_members.imported IS '是否自旧系统导入 | whether taken over from an older system';
COMMENT ON COLUMN v_members.erased IS '是否已注销 | whether the personal data were erased';
COMMENT ON COLUMN v_members.withdrawn IS '是否误导入并撤回 | whether imported by mistake and withdrawn';
COMMENT ON COLUMN v_members.counts IS '是否计入会员数 | whether it counts as a member: not merged into another, erased or withdrawn';
COMMENT ON COLUMN v_members.sex IS '性别；空为未知 | female, male or other; none: not known';
COMMENT ON COLUMN v_members.birth_year IS '出生年份；空为未知 | year of birth; none: not known';
