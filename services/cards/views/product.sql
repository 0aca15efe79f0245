-- on ProductPublished
INSERT INTO product (product_id, name, name_zh, terms)
VALUES (%(product_id)s, %(name)s, %(name_zh)s, %(terms)s::jsonb)
ON CONFLICT (product_id) DO NOTHING;
