-- create
CREATE TABLE dim_venue (
    venue_key uuid,
    name      text NOT NULL,
    name_zh   text NOT NULL,
    zone      text NOT NULL,
    currency  text NOT NULL,
    PRIMARY KEY (venue_key)
);
COMMENT ON TABLE dim_venue IS '场馆 | venues of the chain';
COMMENT ON COLUMN dim_venue.venue_key IS '场馆键 | venue';
COMMENT ON COLUMN dim_venue.name IS '英文名 | name';
COMMENT ON COLUMN dim_venue.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_venue.zone IS '时区 | time zone, IANA';
COMMENT ON COLUMN dim_venue.currency IS '币种，ISO 4217 | currency, ISO 4217';

-- project
INSERT INTO dim_venue (venue_key, name, name_zh, zone, currency)
SELECT (data ->> 'venue_id')::uuid, data ->> 'name', data ->> 'name_zh', data ->> 'zone', data ->> 'currency'
  FROM batch
 WHERE type = 'VenueOpened'
ON CONFLICT (venue_key) DO NOTHING;
