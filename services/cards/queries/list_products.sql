SELECT product_id, name, name_zh, terms
  FROM product
 ORDER BY name, product_id
