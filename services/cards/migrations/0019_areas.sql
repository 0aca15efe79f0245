-- parts of venues behind gates of their own: where somebody is, and at whose gate a card was read
ALTER TABLE crowd ADD COLUMN area text;
ALTER TABLE swipe ADD COLUMN area text;
