-- of several editions that begin on one day the one published last binds; what stands here came before what follows
ALTER TABLE agreement ADD position bigint NOT NULL DEFAULT 0;
