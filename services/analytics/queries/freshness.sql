SELECT source, position, recorded_at, lag_seconds
  FROM bi.meta_freshness
 ORDER BY source;
