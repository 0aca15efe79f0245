"""A seeded chain of three venues with ninety days of life, made through the same commands as everything else."""
