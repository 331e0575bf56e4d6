package trace

// EachInBatches is Each with another number of rows in a batch.
var EachInBatches = each
