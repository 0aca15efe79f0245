-- a wrong swipe that was taken back
ALTER TABLE swipe ADD COLUMN taken_back boolean NOT NULL DEFAULT false;
