-- ledger.obligation_key of a nation: a number for each form definition, in the order of provinces and of their forms.
-- Grain: form definition.
-- Inputs: lake.obligation
SELECT row_number() OVER (ORDER BY province, obligation_id)::INTEGER AS obligation_key, province, obligation_id
FROM lake.obligation
