-- warehouse/drop_incoming_observation: forgets the view on a run's record batches.
DROP VIEW incoming_observation
