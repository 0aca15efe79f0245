-- create
CREATE TABLE fact_points (
    points_key  uuid,
    member_key  uuid,
    change      text NOT NULL,
    points      integer NOT NULL,
    happened_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (points_key)
);
CREATE INDEX ON fact_points (member_key);
CREATE INDEX ON fact_points (archived);
COMMENT ON TABLE fact_points IS '积分流水 | changes of points';
COMMENT ON COLUMN fact_points.points_key IS '流水键 | change';
COMMENT ON COLUMN fact_points.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_points.change IS '类型：earned 获得、redeemed 兑换、expired 过期、taken_back 收回 | earned, redeemed, expired or taken_back';
COMMENT ON COLUMN fact_points.points IS '积分，减少为负 | points, negative when they left';
COMMENT ON COLUMN fact_points.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_points.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_points (points_key, member_key, change, points, happened_at, archived)
SELECT id, (data ->> 'member_id')::uuid,
       CASE type WHEN 'PointsEarned' THEN 'earned' WHEN 'PointsRedeemed' THEN 'redeemed'
                 WHEN 'PointsExpired' THEN 'expired' ELSE 'taken_back' END,
       CASE type WHEN 'PointsEarned' THEN 1 ELSE -1 END * (data ->> 'points')::integer, happened_at, archived
  FROM batch
 WHERE type IN ('PointsEarned', 'PointsRedeemed', 'PointsExpired', 'PointsTakenBack')
ON CONFLICT (points_key) DO NOTHING;
