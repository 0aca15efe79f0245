-- on MeasurementRecorded, MeasurementCorrected
INSERT INTO measurement (position, measurement_id, member_id, kind, activity, unit, figure, day, taken_id, at, by)
VALUES (%(position)s, %(measurement_id)s, %(member_id)s, %(kind)s, %(activity)s, %(unit)s, %(figure)s, %(day)s,
        %(taken_id)s, %(happened_at)s, %(actor)s)
ON CONFLICT (position) DO NOTHING;
