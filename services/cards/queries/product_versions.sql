SELECT product_id, name, name_zh, terms, version, effective
  FROM product_version
 WHERE product_id = %(product_id)s
 ORDER BY version DESC
