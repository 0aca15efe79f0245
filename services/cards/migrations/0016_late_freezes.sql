-- of a freeze that was told afterwards: the days asked for, and under which number its papers are kept
ALTER TABLE application ADD COLUMN rest_first date, ADD COLUMN rest_until date, ADD COLUMN papers text;
