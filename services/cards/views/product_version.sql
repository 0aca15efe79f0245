-- on ProductPublished
INSERT INTO product_version (product_id, version, name, name_zh, terms)
VALUES (%(product_id)s, 1, %(name)s, %(name_zh)s, %(terms)s::jsonb)
ON CONFLICT (product_id, version) DO NOTHING;

-- on ProductRevised
INSERT INTO product_version (product_id, version, name, name_zh, terms, effective)
VALUES (%(product_id)s, %(product_version)s, %(name)s, %(name_zh)s, %(terms)s::jsonb, %(effective)s)
ON CONFLICT (product_id, version) DO NOTHING;
