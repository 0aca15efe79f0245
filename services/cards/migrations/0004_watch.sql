-- automatic renewals: NULL, nothing is agreed; lapsed, all attempts at a period failed
ALTER TABLE card ADD COLUMN renews_at_most bigint, ADD COLUMN renewal_lapsed date;
