package pipeline

import (
	"runtime/debug"
	"sync"

	"tonghop/pipeline/workbook/reader"
)

// Bounds of what the workers of a run take together while they read, in bytes of the estimates of reader.Memory. A
// workbook that may take all of it is read by itself. However many cores there are and whatever arrives, reading stays
// within them, so that a whole run keeps under 512 MiB.
const (
	readingMemory  = 192 << 20
	leastMemory    = 1 << 20  // of the smallest workbook
	largeMemory    = 32 << 20 // from which on the memory is given back at once
	fileMemory     = 2        // times its size a file takes while it is read and hashed
	waitingNumbers = 400_000  // observations that wait to be loaded, some 100 MiB
)

// untouched is how many bytes a run sets aside and never writes, so that they take no memory of the machine. Go
// collects garbage when its memory has doubled: a run holds little, some 20 MB, and would be gone through for every few
// hundred small workbooks, and ten times in a night that brings nothing. With these it waits until so many bytes more
// are garbage.
const untouched = 32 << 20

// memoryBudget is shared by the workers. Who comes first is served first, so that a large workbook is not put off for
// ever by small ones. A worker holds one share at a time and waits for nothing else meanwhile.
type memoryBudget struct {
	lock        sync.Mutex
	changed     *sync.Cond
	free        int64
	served, all int64 // how many have been served, and how many have come
}

// newMemoryBudget has everything free. One is made for each run: two runs in one process do not
// wait for each other.
func newMemoryBudget() *memoryBudget {
	b := &memoryBudget{free: readingMemory}
	b.changed = sync.NewCond(&b.lock)
	return b
}

// take waits for a share of the budget, and says how large it is: no share is larger than the
// whole. Turns are numbered when they are asked for, and nobody is served before his turn, not even
// where a smaller share would be free now.
func (b *memoryBudget) take(bytes int64) (share int64) {
	share = min(max(bytes, leastMemory), readingMemory)
	b.lock.Lock()
	defer b.lock.Unlock()
	turn := b.all
	b.all++
	for b.served != turn || b.free < share {
		b.changed.Wait()
	}
	b.served++
	b.free -= share
	b.changed.Broadcast()
	return share
}

// give ends a share.
func (b *memoryBudget) give(share int64) {
	if share >= largeMemory {
		debug.FreeOSMemory() // what is left of one large workbook is not there beside the next one
	}
	b.lock.Lock()
	defer b.lock.Unlock()
	b.free += share
	b.changed.Broadcast()
}

// within gets the content of a workbook of a size and reads it, within the budget of all workers.
// Only the content tells what reading it may take: where that is more than its size let expect, the
// content is let go and got again once there is room for it. What is let go may have changed on
// disk until it is got again: get has to notice that, and does, by size and time or by the sum.
func (b *memoryBudget) within(size int64, get func() ([]byte, error), read func(data []byte)) error {
	share := b.take(fileMemory * size)
	defer func() { b.give(share) }()
	data, err := get()
	if err != nil {
		return err
	}
	if needed := reader.Memory(data); needed > share && share < readingMemory {
		data = nil //nolint:ineffassign // so that it is not held while this worker waits
		b.give(share)
		share = b.take(needed)
		if data, err = get(); err != nil {
			return err
		}
	}
	read(data)
	return nil
}
