-- create
CREATE VIEW v_income AS
SELECT date, venue.name AS venue, venue.name_zh AS venue_zh, income_kind, product.name AS product, moved.currency,
       moved.quantity, moved.received, moved.refunded, moved.received - moved.refunded AS net, moved.tax, order_id,
       member_key, happened_at, archived
  FROM (SELECT date_key, venue_key, income_kind, product_key, currency, quantity, amount AS received,
               0::numeric(14,2) AS refunded, tax, order_id, member_key, happened_at, archived
          FROM fact_order_line
         UNION ALL
        SELECT date_key, venue_key, income_kind, product_key, currency, 0, 0, amount, -tax, order_id, member_key,
               happened_at, archived
          FROM fact_refund_share) AS moved
  LEFT JOIN dim_date USING (date_key)
  LEFT JOIN dim_venue AS venue USING (venue_key)
  LEFT JOIN (SELECT product_key, name FROM dim_product) AS product USING (product_key);
COMMENT ON VIEW v_income IS '收入明细：售出与退款 | income: what was sold and paid in full, and what was refunded';
COMMENT ON COLUMN v_income.date IS '营业日，场馆时区 | day, in the time zone of the venue';
COMMENT ON COLUMN v_income.venue IS '场馆英文名 | venue';
COMMENT ON COLUMN v_income.venue_zh IS '场馆中文名 | venue, in Chinese';
COMMENT ON COLUMN v_income.income_kind IS '收入类别 | kind of income';
COMMENT ON COLUMN v_income.product IS '商品 | product';
COMMENT ON COLUMN v_income.currency IS '币种，ISO 4217 | currency, ISO 4217; amounts of two currencies cannot be added';
COMMENT ON COLUMN v_income.quantity IS '售出数量；退款为 0 | quantity sold; 0 for refunds';
COMMENT ON COLUMN v_income.received IS '收入金额，含税 | amount received, tax included';
COMMENT ON COLUMN v_income.refunded IS '退款金额，含税 | amount refunded, tax included';
COMMENT ON COLUMN v_income.net IS '净额，含税 | received less refunded, tax included';
COMMENT ON COLUMN v_income.tax IS '其中税额，退款为负 | tax in it, negative for refunds';
COMMENT ON COLUMN v_income.order_id IS '订单号 | order';
COMMENT ON COLUMN v_income.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN v_income.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN v_income.archived IS '归档序号，供增量抽取 | for incremental loads';

-- create
CREATE VIEW v_classes AS
SELECT session_key, date, venue.name AS venue, venue.name_zh AS venue_zh, course.name AS course,
       course.name_zh AS course_zh, session.category, session.coach_key, session.status, session.seats,
       coalesce(booked, 0) AS booked, coalesce(attended, 0) AS attended, coalesce(missed, 0) AS missed,
       coalesce(cancelled, 0) AS cancelled, starts_at, ends_at
  FROM fact_class_session AS session
  LEFT JOIN dim_date USING (date_key)
  LEFT JOIN dim_venue AS venue USING (venue_key)
  LEFT JOIN dim_course AS course USING (course_key)
  LEFT JOIN (SELECT session_key,
                    count(*) FILTER (WHERE status IN ('reserved', 'confirmed', 'attended', 'missed')) AS booked,
                    count(*) FILTER (WHERE status = 'attended') AS attended,
                    count(*) FILTER (WHERE status = 'missed') AS missed,
                    count(*) FILTER (WHERE status = 'cancelled') AS cancelled
               FROM fact_booking
              GROUP BY session_key) AS taken USING (session_key);
COMMENT ON VIEW v_classes IS '课次与到课情况 | sessions with their bookings and attendance';
COMMENT ON COLUMN v_classes.session_key IS '课次键 | session';
COMMENT ON COLUMN v_classes.date IS '上课日，场馆时区 | day on which it starts, in the time zone of the venue';
COMMENT ON COLUMN v_classes.venue IS '场馆英文名 | venue';
COMMENT ON COLUMN v_classes.venue_zh IS '场馆中文名 | venue, in Chinese';
COMMENT ON COLUMN v_classes.course IS '课程英文名 | course';
COMMENT ON COLUMN v_classes.course_zh IS '课程中文名 | course, in Chinese';
COMMENT ON COLUMN v_classes.category IS '类别 | category';
COMMENT ON COLUMN v_classes.coach_key IS '教练键 | coach';
COMMENT ON COLUMN v_classes.status IS '状态：scheduled 已排、cancelled 取消、closed 已结束 | scheduled, cancelled or closed';
COMMENT ON COLUMN v_classes.seats IS '名额 | seats';
COMMENT ON COLUMN v_classes.booked IS '占用名额的预约数 | bookings that hold a seat';
COMMENT ON COLUMN v_classes.attended IS '到场人数 | attended';
COMMENT ON COLUMN v_classes.missed IS '缺席人数 | missed';
COMMENT ON COLUMN v_classes.cancelled IS '取消的预约数 | bookings with a seat that were cancelled';
COMMENT ON COLUMN v_classes.starts_at IS '开始时间，UTC | when it starts, UTC';
COMMENT ON COLUMN v_classes.ends_at IS '结束时间，UTC | when it ends, UTC';

-- create
CREATE VIEW v_visits AS
SELECT checkin_key, date, venue.name AS venue, venue.name_zh AS venue_zh,
       extract(hour FROM happened_at AT TIME ZONE venue.zone)::integer AS hour, granted, reason, visits_used,
       product.name AS product, visit.member_key, visit.card_key, happened_at, archived
  FROM fact_checkin AS visit
  LEFT JOIN dim_date USING (date_key)
  LEFT JOIN dim_venue AS venue USING (venue_key)
  LEFT JOIN dim_card AS card USING (card_key)
  LEFT JOIN dim_product AS product USING (product_key)
 WHERE taken_back_at IS NULL;
COMMENT ON VIEW v_visits IS '入场记录（放行与拒绝，不含撤回的误刷） | entries at the gate, granted and refused, without those that were taken back as mistakes';
COMMENT ON COLUMN v_visits.checkin_key IS '刷卡键 | swipe';
COMMENT ON COLUMN v_visits.date IS '日期，场馆时区 | day, in the time zone of the venue';
COMMENT ON COLUMN v_visits.venue IS '场馆英文名 | venue';
COMMENT ON COLUMN v_visits.venue_zh IS '场馆中文名 | venue, in Chinese';
COMMENT ON COLUMN v_visits.hour IS '小时 0 至 23，场馆时区 | hour from 0 to 23, in the time zone of the venue';
COMMENT ON COLUMN v_visits.granted IS '是否放行 | whether the door opened';
COMMENT ON COLUMN v_visits.reason IS '拒绝原因代码 | why not, as a code';
COMMENT ON COLUMN v_visits.visits_used IS '扣次 | visits deducted';
COMMENT ON COLUMN v_visits.product IS '卡种 | kind of card';
COMMENT ON COLUMN v_visits.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN v_visits.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN v_visits.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN v_visits.archived IS '归档序号，供增量抽取 | for incremental loads';

-- create
CREATE VIEW v_cards AS
SELECT card_key, card.member_key, product.name AS product, product.name_zh AS product_zh, product.card_kind,
       venue.name AS venue, venue.name_zh AS venue_zh, date AS issued_on, card.price, card.currency,
       coalesce(last.change, 'issued') AS last_change, last.happened_at AS last_changed_at
  FROM dim_card AS card
  LEFT JOIN dim_product AS product USING (product_key)
  LEFT JOIN dim_venue AS venue USING (venue_key)
  LEFT JOIN dim_date ON date_key = issued_date_key
  LEFT JOIN (SELECT DISTINCT ON (card_key) card_key, change, happened_at
               FROM fact_card_event
              ORDER BY card_key, archived DESC) AS last USING (card_key);
COMMENT ON VIEW v_cards IS '会员卡及最近变动 | cards and what happened to them last';
COMMENT ON COLUMN v_cards.card_key IS '卡键 | card';
COMMENT ON COLUMN v_cards.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN v_cards.product IS '卡种英文名 | kind of card';
COMMENT ON COLUMN v_cards.product_zh IS '卡种中文名 | kind of card, in Chinese';
COMMENT ON COLUMN v_cards.card_kind IS '卡类：term 期限、visits 次数、stored_value 储值 | term, visits or stored_value';
COMMENT ON COLUMN v_cards.venue IS '售卡场馆英文名 | venue that sold it';
COMMENT ON COLUMN v_cards.venue_zh IS '售卡场馆中文名 | venue that sold it, in Chinese';
COMMENT ON COLUMN v_cards.issued_on IS '发卡日，场馆时区 | day of issue, in the time zone of the venue';
COMMENT ON COLUMN v_cards.price IS '售价，含税 | price paid, tax included';
COMMENT ON COLUMN v_cards.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN v_cards.last_change IS '最近变动：见 fact_card_event.change | see fact_card_event.change';
COMMENT ON COLUMN v_cards.last_changed_at IS '最近变动时间，UTC | when that happened, UTC';

-- create
CREATE VIEW v_card_rests AS
SELECT card_key, first_day, until_day
  FROM fact_card_rest
 UNION ALL
SELECT card_key, first_day, until_day
  FROM fact_card_rest_with
 WHERE first_day < until_day;
COMMENT ON VIEW v_card_rests IS '卡不可用的冻结期间：自身冻结与随会籍冻结 | when cards rest, by themselves or with a membership';
COMMENT ON COLUMN v_card_rests.card_key IS '卡键 | card';
COMMENT ON COLUMN v_card_rests.first_day IS '首日 | first day';
COMMENT ON COLUMN v_card_rests.until_day IS '止日（不含） | over from this day on';

-- create
CREATE VIEW v_points AS
SELECT points_key, member_key, venue.name AS venue, venue.name_zh AS venue_zh,
       (happened_at AT TIME ZONE coalesce(venue.zone, 'UTC'))::date AS date, change, points, happened_at, archived
  FROM fact_points
  LEFT JOIN dim_member AS member USING (member_key)
  LEFT JOIN dim_venue AS venue USING (venue_key);
COMMENT ON VIEW v_points IS '积分流水 | changes of points';
COMMENT ON COLUMN v_points.points_key IS '流水键 | change';
COMMENT ON COLUMN v_points.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN v_points.venue IS '会员所属场馆英文名 | venue of the member';
COMMENT ON COLUMN v_points.venue_zh IS '会员所属场馆中文名 | venue of the member, in Chinese';
COMMENT ON COLUMN v_points.date IS '日期，会员所属场馆时区 | day, in the time zone of that venue';
COMMENT ON COLUMN v_points.change IS '类型：earned 获得、redeemed 兑换、expired 过期、taken_back 收回 | earned, redeemed, expired or taken_back';
COMMENT ON COLUMN v_points.points IS '积分，减少为负 | points, negative when they left';
COMMENT ON COLUMN v_points.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN v_points.archived IS '归档序号，供增量抽取 | for incremental loads';
