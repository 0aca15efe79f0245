SELECT venue_id, name, name_zh, zone, currency
  FROM venue
 ORDER BY name
