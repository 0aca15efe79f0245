SELECT %(seconds)s::int AS seconds FROM pg_sleep(%(seconds)s)
