// Package job says what a consolidation on Spark is told and what it hands back. Package spark carries it out, in a
// program of its own; this package is what tonghop itself needs of it, and knows nothing of Spark's client.
package job

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Job is everything that a consolidation on Spark needs to know. Two jobs with the same tables, models and variables
// have the same result, so that one which ended early is taken up again.
type Job struct {
	Server  string            `json:"server"`            // sc://host:port, as Spark Connect writes it
	Options map[string]string `json:"options,omitempty"` // configuration of the session, such as spark.sql.shuffle.partitions
	// Folder is where the tables are written. The cluster's executors and this computer see the same folder under this
	// name: a shared drive, or a store such as s3a://bucket/nation.
	Folder string `json:"folder"`
	// State is a folder of this computer that remembers what is done.
	State     string    `json:"state"`
	Inputs    []Input   `json:"inputs"`
	Prepared  []Model   `json:"prepared,omitempty"` // the relations of the ledger, made of the lake's, in their order
	Models    []Model   `json:"models"`             // in the order in which they are made
	Variables Variables `json:"variables"`
}

// Input is a table that is there before: a relation of the lake (lake.observation) or of a ledger.
type Input struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	// Base is the folder under which the names of folders state columns, such as province=dak-lak/year=2021.
	Base  string   `json:"base"`
	Files []string `json:"files"` // under Base, with slashes; none: an empty table
}

// Column is a column of an input with its type, as both engines write it: DECIMAL(29, 10).
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Rebuild says when a model is made.
type Rebuild string

const (
	Whole     Rebuild = "whole"     // once, before the years
	ByYear    Rebuild = "by year"   // once for each year, from the first year on
	Published Rebuild = "published" // once, after the years: a table that is published
)

// Stepped says in which steps a year of a model is made.
type Stepped string

const (
	AtOnce       Stepped = ""
	StepByStep   Stepped = "step by step"   // those of core.succession_step, counted from 1
	MonthByMonth Stepped = "month by month" // the year's periods, each by the month in which it ends
)

// Model is a SELECT, and when it is made.
type Model struct {
	Name    string   `json:"name"`   // core.fact; a published table has no schema
	Inputs  []string `json:"inputs"` // the tables that it reads
	Rebuild Rebuild  `json:"rebuild"`
	// Stepped says in which steps it is made, each of which reads the rows of those before. Types are its columns with
	// their types then, since it has to be there before it is made.
	Stepped Stepped `json:"stepped,omitempty"`
	Types   string  `json:"types,omitempty"`
	Body    string  `json:"body"`
}

// Variables are the settings that the models ask for.
type Variables struct {
	AsOf          time.Time         `json:"as_of"`
	Today         time.Time         `json:"today"`                // a moment; the day is that of the time zone
	Boundaries    time.Time         `json:"boundaries,omitempty"` // a day; zero is today
	CutoffDay     int               `json:"cutoff_day"`
	RoundingMode  string            `json:"rounding_mode"`
	TimeZone      string            `json:"time_zone"`
	DeclaredKinds map[string]string `json:"declared_kinds"`
	Messages      map[string]string `json:"messages"`
}

// Day is today where the office is, at midnight UTC.
func (v Variables) Day() (time.Time, error) {
	zone, err := time.LoadLocation(v.TimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("the time zone of a job: %w", err)
	}
	year, month, day := v.Today.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}

// Result says where the published tables are, and how they were made.
type Result struct {
	// Marts is the folder of the published tables: one folder for each, with its Parquet files.
	Marts string `json:"marts"`
	Root  string `json:"root"` // the folder above it, with the tables of staging and core beside
	Years []int  `json:"years"`
	Made  int    `json:"made"` // parts that were made now
	// Kept counts parts that an earlier run had finished: of the same job, or of another one that made them of the same.
	Kept int `json:"kept"`
}

// Digest names what the result depends on, with the texts of the functions that the models call: the server, its
// configuration and the folders do not belong to it. It is a part of a folder's name.
func (j Job) Digest(functions []string) (string, error) {
	j.Server, j.Options, j.Folder, j.State = "", nil, "", ""
	day, err := j.Variables.Day()
	if err != nil {
		return "", err
	}
	// The models ask for the day alone: what began in the morning is taken up in the evening.
	j.Variables.Today = day
	text, err := json.Marshal(j)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(text, "%q", functions))
	return hex.EncodeToString(sum[:8]), nil
}
