-- create
CREATE TABLE dim_product (
    product_key uuid,
    name        text,
    name_zh     text,
    card_kind   text,
    income_kind text,
    PRIMARY KEY (product_key)
);
COMMENT ON TABLE dim_product IS '商品：卡种及其他售卖品 | what is sold: kinds of cards and other things';
COMMENT ON COLUMN dim_product.product_key IS '商品键 | product';
COMMENT ON COLUMN dim_product.name IS '名称 | name';
COMMENT ON COLUMN dim_product.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_product.card_kind IS '卡类：term 期限、visits 次数、stored_value 储值；空为非卡类 | kind of card: term, visits, stored_value; none: not a card';
COMMENT ON COLUMN dim_product.income_kind IS '收入类别 | kind of income';

-- project
INSERT INTO dim_product (product_key, name, name_zh, card_kind)
SELECT DISTINCT ON (data ->> 'product_id')
       (data ->> 'product_id')::uuid, data ->> 'name', data ->> 'name_zh', data -> 'terms' ->> 'kind'
  FROM batch
 WHERE type IN ('ProductPublished', 'ProductRevised')
 ORDER BY data ->> 'product_id', version DESC
ON CONFLICT (product_key) DO UPDATE
   SET name = excluded.name, name_zh = excluded.name_zh, card_kind = excluded.card_kind;

-- project
INSERT INTO dim_product (product_key, name, income_kind)
SELECT DISTINCT ON (data ->> 'product_id') (data ->> 'product_id')::uuid, data ->> 'title', data ->> 'kind'
  FROM batch
 WHERE type = 'PricePublished'
 ORDER BY data ->> 'product_id', version DESC
ON CONFLICT (product_key) DO UPDATE
   SET name = CASE WHEN dim_product.card_kind IS NULL THEN excluded.name ELSE dim_product.name END,
       income_kind = excluded.income_kind;
