package job

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// Program is the name of the program that carries out jobs.
const Program = "tonghop-spark"

// Answer is what the program writes to its standard output: a result, or what went wrong and of which kind it is.
type Answer struct {
	Result Result     `json:"result"`
	Error  string     `json:"error,omitempty"`
	Kind   fault.Kind `json:"kind,omitempty"`
}

// AnswerOf makes an answer of what a job returned.
func AnswerOf(r Result, err error) Answer {
	if err != nil {
		return Answer{Error: err.Error(), Kind: fault.Of(err)}
	}
	return Answer{Result: r}
}

// MissingProgramError says that the program that talks to Spark is not installed.
type MissingProgramError struct{ Looked []string }

func (e *MissingProgramError) Error() string {
	return fmt.Sprintf("Spark is reached through the program %s, which is not there: looked for %s; install it from the "+
		"same release beside tonghop, or choose another engine", Program, strings.Join(e.Looked, " and "))
}

func (e *MissingProgramError) Kind() fault.Kind { return fault.Misuse }

// Find looks for the program beside the running one, and then where programs are.
func Find() (string, error) {
	var looked []string
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), Program+filepath.Ext(own))
		if _, err := os.Stat(beside); err == nil {
			return beside, nil
		}
		looked = append(looked, beside)
	}
	found, err := exec.LookPath(Program)
	if err != nil {
		return "", &MissingProgramError{append(looked, Program+" on the PATH")}
	}
	return found, nil
}

// Carry has a job carried out by the program of this path, and is told each table that is begun. Errors are the
// program's own, with their kind: after one of the kind failed the same job is taken up where it ended.
func Carry(ctx context.Context, program string, todo Job, tell func(table string)) (Result, error) {
	text, err := json.Marshal(todo)
	if err != nil {
		return Result{}, err
	}
	command := exec.CommandContext(ctx, program)
	command.Stdin = bytes.NewReader(text)
	var out bytes.Buffer
	command.Stdout = &out
	progress, err := command.StderrPipe()
	if err != nil {
		return Result{}, err
	}
	if err := command.Start(); err != nil {
		return Result{}, fmt.Errorf("start %s: %w", program, err)
	}
	last := ""
	for lines := bufio.NewScanner(progress); lines.Scan(); {
		last = lines.Text()
		tell(last)
	}
	ended := command.Wait()
	var answer Answer
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return Result{}, fmt.Errorf("%s ended without an answer after %q: %w", program, last, errors.Join(ended, err))
	}
	if answer.Error != "" {
		return Result{}, fault.New(answer.Kind, "%s", answer.Error)
	}
	return answer.Result, ended
}
