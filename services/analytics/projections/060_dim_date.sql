-- create
CREATE TABLE dim_date (
    date_key   integer PRIMARY KEY,
    date       date    NOT NULL UNIQUE,
    year       integer NOT NULL,
    quarter    integer NOT NULL,
    month      integer NOT NULL,
    day        integer NOT NULL,
    iso_year   integer NOT NULL,
    iso_week   integer NOT NULL,
    weekday    integer NOT NULL,
    weekday_en text    NOT NULL,
    weekday_zh text    NOT NULL,
    is_weekend boolean NOT NULL
);
INSERT INTO dim_date
SELECT archive.date_key(day::date), day::date, extract(year FROM day), extract(quarter FROM day), extract(month FROM day),
       extract(day FROM day), extract(isoyear FROM day), extract(week FROM day), extract(isodow FROM day),
       (ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[extract(isodow FROM day)],
       (ARRAY['周一', '周二', '周三', '周四', '周五', '周六', '周日'])[extract(isodow FROM day)],
       extract(isodow FROM day) > 5
  FROM generate_series(timestamp '2020-01-01', timestamp '2039-12-31', interval '1 day') AS day;
COMMENT ON TABLE dim_date IS '日期，2020 至 2039 年 | days from 2020 to 2039';
COMMENT ON COLUMN dim_date.date_key IS '日期键，yyyymmdd | day, yyyymmdd';
COMMENT ON COLUMN dim_date.date IS '日期 | day';
COMMENT ON COLUMN dim_date.year IS '年 | year';
COMMENT ON COLUMN dim_date.quarter IS '季度 | quarter';
COMMENT ON COLUMN dim_date.month IS '月 | month';
COMMENT ON COLUMN dim_date.day IS '日 | day of the month';
COMMENT ON COLUMN dim_date.iso_year IS 'ISO 年 | year of the ISO week';
COMMENT ON COLUMN dim_date.iso_week IS 'ISO 周 | ISO week';
COMMENT ON COLUMN dim_date.weekday IS '星期，1 为周一 | day of the week, 1 is Monday';
COMMENT ON COLUMN dim_date.weekday_en IS '英文星期 | English name of the day';
COMMENT ON COLUMN dim_date.weekday_zh IS '中文星期 | Chinese name of the day';
COMMENT ON COLUMN dim_date.is_weekend IS '是否周末 | Saturday or Sunday';
