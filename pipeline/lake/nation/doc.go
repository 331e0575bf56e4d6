// Package nation makes one ledger of the lakes of several provinces, of which the models then make the nation's tables.
//
// It takes the last whole state of each province, and the nation's own registry. Gather brings an open warehouse to
// them: it reads what is new in them only, and what a killed run had read stays. Unit, form and submission have their
// province before them (dak-lak/cu-pui); the numbers that stand for them in the ledger are made here.
//
// It decides nothing about numbers: that the models do, of the whole (Instead is empty), or of what the provinces
// published (Federated). Begin reading with Sources, then Gather.
package nation
