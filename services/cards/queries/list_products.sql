SELECT product_id, name, name_zh, terms, version, effective
  FROM (SELECT DISTINCT ON (product_id) *
          FROM product_version
         WHERE effective IS NULL OR effective <= %(now)s::date
         ORDER BY product_id, version DESC) AS sold_today
 ORDER BY name, product_id
