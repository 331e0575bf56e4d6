package lake

import (
	"fmt"

	"tonghop/pipeline/vocabulary/fault"
)

// NothingError says that a province has written nothing into a lake yet. It is told apart from
// damage, because a province that has just named its lake is in this state until its next run.
type NothingError struct{ Lake, Province string }

func (e *NothingError) Error() string {
	return fmt.Sprintf("%s has nothing of the province %s: expected the file %s; a run of the province writes it when "+
		"its tonghop.yaml names this folder under lake", e.Lake, e.Province, pointerPath(e.Province))
}

// Kind is misuse: the lake or the province is called otherwise, or the province has to run first.
func (e *NothingError) Kind() fault.Kind { return fault.Misuse }

// ContractError says that a lake was written by another version of tonghop, with other tables or columns.
type ContractError struct {
	Lake, Province string
	Format         int // of manifest and pointer
	Contract       int // of the tables; 0 where the format tells already
	Program        string
}

func (e *ContractError) Error() string {
	return fmt.Sprintf("%s: the state of %s is of format %d and contract %d, written by tonghop %s; expected format %d "+
		"and contract %d: let the province and the nation use the same version of tonghop", e.Lake, e.Province, e.Format,
		e.Contract, e.Program, Format, Contract)
}

// Kind is refused: one of the two has to be brought up to date.
func (e *ContractError) Kind() fault.Kind { return fault.Refused }

// DamagedError says that a file of a lake is not as it was written.
type DamagedError struct{ Lake, Province, Problem string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s: the state of %s is damaged: %s; put the file back from a copy, or remove %s and run the "+
		"province, which writes all of it again", e.Lake, e.Province, e.Problem, pointerPath(e.Province))
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }
